import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** A frequent job may not take more clicks than its budget: one more fails the build. */
function within(budget, steps) {
    const clicks = steps.filter((step) => step.run === "click").length;
    if (clicks > budget) {
        throw new Error(`${clicks} clicks, the budget is ${budget}`);
    }
    return steps;
}

tours.add("client_visit_pack", {
    steps: () =>
        within(2, [
            {
                content: "from the client's card to the planned visit, filled in",
                trigger: ".o_kanban_record:contains(测试客户) button[name=action_plan_visit]",
                run: "click",
            },
            { trigger: ".o_form_view .o_field_widget[name=their_person_ids] .o_tag:contains(王总)" },
            { trigger: "button[name=action_make_pack]", run: "click" },
            { trigger: ".o_form_view .o_field_widget[name=number]:contains(ZL)" },
            { trigger: ".o_field_widget[name=reader_id]:contains(clientfile_rep)" },
        ]),
});

tours.add("client_visit_minutes", {
    steps: () =>
        within(3, [
            {
                trigger: ".o_kanban_record:contains(测试客户) button[name=action_minutes]",
                run: "click",
            },
            {
                trigger: ".modal .o_field_widget[name=result] .o_selection_badge:contains(Purpose)",
                run: "click",
            },
            {
                content: "nothing is wider than the screen",
                trigger: ".modal",
                run() {
                    const width = document.documentElement.scrollWidth;
                    if (width > window.innerWidth) {
                        throw new Error(`page is ${width} wide on ${window.innerWidth}`);
                    }
                },
            },
            { trigger: ".modal button[name=action_conclude]", run: "click" },
            { trigger: "body:not(:has(.modal))" },
            { trigger: ".o_kanban_view:not(:has(.o_kanban_record:contains(测试客户)))" },
        ]),
});

tours.add("client_visit_return", {
    steps: () =>
        within(2, [
            { trigger: ".nav-link[name=packs]", run: "click" },
            { trigger: ".o_field_widget[name=pack_ids] button[name=action_return]", run: "click" },
            { trigger: ".o_field_widget[name=pack_ids] .o_data_row:contains(Handed back)" },
        ]),
});
