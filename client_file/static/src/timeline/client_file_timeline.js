import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Everything about the client by date; each entry opens where it happened. */
export class ClientFileTimeline extends Component {
    static template = "client_file.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ entries: [], next: false, hidden: {} });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((props) => this.load(props.record.resId));
    }

    get kinds() {
        const kinds = {};
        for (const { kind, label, icon } of this.state.entries) {
            kinds[kind] = { kind, label, icon };
        }
        return Object.values(kinds);
    }

    get entries() {
        return this.state.entries.filter((entry) => !this.state.hidden[entry.kind]);
    }

    format(date) {
        return formatDate(deserializeDateTime(date.length > 10 ? date : `${date} 12:00:00`));
    }

    async load(fileId, before = null) {
        if (!fileId) {
            Object.assign(this.state, { entries: [], next: false });
            return;
        }
        const { entries, next } = await this.orm.call("client.file", "get_timeline", [[fileId]], {
            before,
        });
        this.state.entries = before ? [...this.state.entries, ...entries] : entries;
        this.state.next = next;
    }

    more() {
        return this.load(this.props.record.resId, this.state.next);
    }

    toggle(kind) {
        this.state.hidden[kind] = !this.state.hidden[kind];
    }

    open(entry) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: entry.model,
            res_id: entry.id,
            views: [[false, "form"]],
            cache: false,
        });
    }
}

registry.category("view_widgets").add("client_file_timeline", { component: ClientFileTimeline });
