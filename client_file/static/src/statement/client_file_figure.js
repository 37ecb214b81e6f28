import { registry } from "@web/core/registry";
import { FloatField, floatField } from "@web/views/fields/float/float_field";

/** A figure of a statement: a line that is not stated stays blank, a stated nil shows 0.00. */
export class ClientFileFigure extends FloatField {
    static props = { ...FloatField.props, flag: { type: String, optional: true } };

    get formattedValue() {
        const { data } = this.props.record;
        const stated = this.props.flag && data[this.props.flag];
        return this.value || stated ? super.formattedValue : "";
    }
}

registry.category("fields").add("client_file_figure", {
    ...floatField,
    component: ClientFileFigure,
    extractProps: (info, dynamicInfo) => ({
        ...floatField.extractProps(info, dynamicInfo),
        flag: info.options.flag,
    }),
});
