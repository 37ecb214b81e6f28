import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The client's file in words and shape: ● 主力客户 · 86 %. A click opens the file. */
export class ClientFileBadge extends Component {
    static template = "client_file.Badge";
    static props = { ...standardFieldProps, plain: { type: Boolean, optional: true } };

    setup() {
        this.action = useService("action");
    }

    get badge() {
        return this.props.record.data[this.props.name] || null;
    }

    get title() {
        const { number, state, position, attention } = this.badge;
        return [number, state, position, attention].filter(Boolean).join(" · ");
    }

    onClick(ev) {
        if (this.props.plain) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "client.file",
            res_id: this.badge.id,
            views: [[false, "form"]],
            cache: false,
        });
    }
}

registry.category("fields").add("client_file_badge", {
    component: ClientFileBadge,
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ plain: Boolean(options.plain) }),
});
