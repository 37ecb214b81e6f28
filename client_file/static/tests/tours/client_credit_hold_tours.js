import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The salesperson confirms and is told why the order waits.
tours.add("client_credit_hold_confirm", {
    steps: () => [
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".alert:contains(waiting for the credit team)" },
        { trigger: ".alert:contains(beyond the credit limit)" },
    ],
});

// The credit team releases it from the queue.
tours.add("client_credit_hold_release", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell[name=order_id]", run: "click" },
        { trigger: ".o_form_view button:contains(Decide)", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Paid on time for years",
        },
        { trigger: ".modal-footer button[name=action_apply]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=released]" },
    ],
});

// Now the same button confirms.
tours.add("client_credit_hold_confirm_again", {
    steps: () => [
        { trigger: ".alert:contains(Released by the credit team)" },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=sale]" },
    ],
});
