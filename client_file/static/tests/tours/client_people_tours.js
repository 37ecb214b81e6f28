import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const BUDGET = { clicks: 3, fields: 5 };

/** Somebody left the client: ＋ News on the card, what happened, save; the rest is typing. */
export const DEPARTURE = [
    { trigger: ".o_kanban_record:contains(离职测试) .o_client_file_add_news", run: "click" },
    { trigger: ".modal .o_selection_badge:first", run: "click" },
    { trigger: ".modal .o_field_widget[name=person_id] input", run: "edit 王经理" },
    { trigger: ".o-autocomplete--dropdown-item .ui-state-active:contains(王经理)" },
    { trigger: ".modal .o_field_widget[name=person_id] input", run: "press Enter" },
    { trigger: ".modal:not(:has(.o-autocomplete--dropdown-item))" },
    { trigger: ".modal .o_field_widget[name=person_id] input:value(王经理)" },
    { trigger: ".modal .o_field_widget[name=source] input", run: "edit 电话告知" },
    {
        content: "no more fields than the budget; the switch for more is none to fill",
        trigger: ".modal",
        run({ anchor }) {
            const fields = [...anchor.querySelectorAll(".o_field_widget")].filter(
                (field) => field.getAttribute("name") !== "more"
            );
            if (fields.length > BUDGET.fields) {
                throw new Error(`${fields.length} fields instead of ${BUDGET.fields}`);
            }
        },
    },
    { trigger: ".modal footer button[name=action_save]", run: "click" },
    { trigger: "body:not(:has(.modal))" },
    { trigger: ".o_kanban_record:contains(离职测试)" },
];

tours.add("client_people_departure", {
    steps: () => {
        const clicks = DEPARTURE.filter((step) => step.run === "click").length;
        if (clicks > BUDGET.clicks) {
            throw new Error(`${clicks} clicks instead of ${BUDGET.clicks}`);
        }
        return DEPARTURE;
    },
});

// From the deal to the profile, a square confirmed, the chart of another day.
tours.add("client_people_profile", {
    steps: () => [
        { trigger: "button[name=action_open_group_profile]", run: "click" },
        { trigger: ".nav-link[name=section_2]", run: "click" },
        { trigger: ".o_field_widget[name=org_chart] svg:contains(王经理)" },
        { trigger: ".o_field_widget[name=chart_date] input, .o_field_widget[name=chart_date] button" },
        {
            trigger: ".o_field_widget[name=freshness_2_ids] button[name=action_confirm]:first",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=freshness_2_ids] .o_data_row:first .o_data_cell[name=sign]:contains(■)",
        },
    ],
});
