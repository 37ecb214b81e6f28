import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A level in three ways at once: ▲ to ▲▲▲, its word, its colour. */
export class SecrecyLevel extends Component {
    static template = "client_file_confidentiality.Level";
    static props = { ...standardFieldProps, short: { type: Boolean, optional: true } };

    get mark() {
        const value = this.props.record.data[this.props.name];
        if (!value) {
            return null;
        }
        if (typeof value === "object") {
            return value;
        }
        const words = Object.fromEntries(this.props.record.fields[this.props.name].selection);
        return { rank: Number(value), word: words[value], until: "" };
    }

    get glyphs() {
        return "▲".repeat(this.mark.rank);
    }
}

registry.category("fields").add("secrecy_level", {
    component: SecrecyLevel,
    supportedTypes: ["selection"],
});
registry.category("fields").add("secrecy_mark", {
    component: SecrecyLevel,
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ short: Boolean(options.short) }),
});
