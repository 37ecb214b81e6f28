import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const GLYPHS = {
    draft: "○",
    requested: "◔",
    approved: "●",
    reduced: "●",
    refused: "✖",
    used: "⊘",
    expired: "⊘",
    withdrawn: "⊘",
};

/** A level as glyph and word: ▲▲ 机密. Works for selections "1".."3" and ranks 0..3. */
export class SecrecyBadge extends Component {
    static template = "client_file_confidentiality.Badge";
    static props = { ...standardFieldProps };

    get rank() {
        return Number(this.props.record.data[this.props.name]) || 0;
    }

    get glyph() {
        return "▲".repeat(this.rank);
    }

    get label() {
        const field = this.props.record.fields[this.props.name];
        const option = (field.selection || []).find(([key]) => key === String(this.rank));
        return option ? option[1] : "";
    }
}

/** A state as shape and word: ◔ waits. */
export class SecrecyState extends Component {
    static template = "client_file_confidentiality.State";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get glyph() {
        return GLYPHS[this.value] || "";
    }

    get label() {
        const { selection } = this.props.record.fields[this.props.name];
        const option = selection.find(([key]) => key === this.value);
        return option ? option[1] : "";
    }
}

registry.category("fields").add("secrecy_badge", {
    component: SecrecyBadge,
    supportedTypes: ["selection", "integer"],
    isEmpty: (record, name) => !Number(record.data[name]),
});
registry.category("fields").add("secrecy_state", {
    component: SecrecyState,
    supportedTypes: ["selection"],
});
