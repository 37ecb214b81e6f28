import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatPercentage } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Layout } from "@web/search/layout";

/** What waits for whom, how fast feedback gets in, and who makes the 80 % of sales. */
export class ClientFileDesk extends Component {
    static template = "client_file.Desk";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ desk: null });
        this.display = { controlPanel: {} };
        onWillStart(async () => {
            this.state.desk = await this.orm.call("client.file", "get_desk", []);
        });
    }

    percent(value) {
        return value === null || value === undefined ? "—" : formatPercentage(value, { digits: [16, 1] });
    }

    amount(value) {
        return value === null ? "—" : formatFloat(value, { digits: [16, 0] });
    }

    days(value) {
        return value === null || value === undefined
            ? "—"
            : _t("%s days", formatFloat(value, { digits: [16, 1] }));
    }

    open(tile) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: tile.label,
            res_model: tile.model,
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
            mobile_view_mode: "kanban",
            domain: tile.domain,
            cache: false,
        });
    }

    openRanking() {
        this.action.doAction("client_file.client_file_metric_action");
    }
}

registry.category("actions").add("client_file.desk", ClientFileDesk);
