import { Component, markup, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const NAMESPACE = "http://www.w3.org/2000/svg";
const ELEMENTS = new Set(["svg", "path", "rect", "line", "circle", "text"]);
const ATTRIBUTES = new Set(
    (
        "xmlns viewBox width height role aria-label font-family font-size font-weight " +
        "text-anchor fill stroke stroke-width stroke-dasharray stroke-linejoin " +
        "d x y x1 y1 x2 y2 cx cy r"
    ).split(" ")
);

/** Whether a drawing holds only what the server draws: no script, link, style or reference. */
export function isDrawing(svg) {
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
    const elements = [...parsed.querySelectorAll("*")];
    return (
        !parsed.doctype &&
        parsed.documentElement.localName === "svg" &&
        elements.every(
            (element) =>
                element.namespaceURI === NAMESPACE &&
                ELEMENTS.has(element.localName) &&
                [...element.attributes].every(
                    ({ name, value }) =>
                        ATTRIBUTES.has(name) &&
                        (name === "aria-label" || !/url\(|script:/i.test(value))
                )
        )
    );
}

/** A picture drawn by the server, its caption, and the data behind it on request. */
export class ClientFilePicture extends Component {
    static template = "client_file.Picture";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ open: false });
    }

    get picture() {
        return this.props.record.data[this.props.name] || null;
    }

    get drawing() {
        const svg = this.picture.svg;
        return svg && isDrawing(svg) ? markup(svg) : "";
    }

    get tableId() {
        return `${this.props.id || this.props.name}_data`;
    }

    get toggleLabel() {
        return this.state.open ? _t("Hide data") : _t("Show data");
    }

    toggle() {
        this.state.open = !this.state.open;
    }
}

registry.category("fields").add("client_file_picture", {
    component: ClientFilePicture,
    supportedTypes: ["json"],
});
