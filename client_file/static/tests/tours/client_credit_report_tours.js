import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// Two clicks from the list of files (four from the start page) to a filled draft.
tours.add("client_credit_report_new", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell:contains(三年客户)", run: "click" },
        { trigger: "button[name=action_new_credit_report]", run: "click" },
        { trigger: ".o_client_file_report h4" },
        { trigger: ".nav-link[name=judgement]", run: "click" },
        { trigger: ".o_field_widget[name=opinion] textarea", run: "edit 付款稳定。" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_button_create" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=review]" },
    ],
});

tours.add("client_credit_report_review", {
    steps: () => [
        { trigger: ".o_client_file_report h4" },
        { trigger: "button[name=action_review]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=approval]" },
    ],
});

tours.add("client_credit_report_approve", {
    steps: () => [
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=issued]" },
    ],
});
