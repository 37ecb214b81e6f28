import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { serializeDateTime } from "@web/core/l10n/dates";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const { DateTime } = luxon;

/** Two taps: open it, send it. Nothing is stored before it is sent, so that a name cannot stay. */
export class LeakReport extends Component {
    static template = "client_file_confidentiality.LeakReport";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            kind: "possible",
            words: "",
            found: DateTime.now().toFormat("yyyy-MM-dd'T'HH:mm"),
            remedy: "",
            anonymous: false,
            sending: false,
            done: null,
            code: "",
            answer: null,
        });
        onWillStart(async () => {
            this.kinds = await this.orm.call("client.secrecy.incident", "get_kinds", []);
        });
    }

    async send() {
        if (!this.state.words.trim() || this.state.sending) {
            return;
        }
        this.state.sending = true;
        try {
            const found = DateTime.fromISO(this.state.found);
            this.state.done = await this.orm.call("client.secrecy.incident", "report", [], {
                kind: this.state.kind,
                words: this.state.words,
                found_at: found.isValid ? serializeDateTime(found) : false,
                remedy: this.state.remedy,
                anonymous: this.state.anonymous,
            });
        } finally {
            this.state.sending = false;
        }
    }

    async ask() {
        this.state.answer = await this.orm.call("client.secrecy.incident", "follow_up", [
            this.state.code,
        ]);
    }

    openMine() {
        this.action.doAction("client_file_confidentiality.incident_action", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("actions").add("client_file_confidentiality.report_leak", LeakReport);

/** One click from anywhere, for every employee (article 16). */
export class LeakReportButton extends Component {
    static template = "client_file_confidentiality.LeakReportButton";
    static props = {};

    setup() {
        this.action = useService("action");
    }

    open() {
        this.action.doAction("client_file_confidentiality.report_leak_action");
    }
}

registry
    .category("systray")
    .add("client_file_confidentiality.report_leak", { Component: LeakReportButton }, { sequence: 30 });
