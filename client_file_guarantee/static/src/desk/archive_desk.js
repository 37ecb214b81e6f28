import { Component, onMounted, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Layout } from "@web/search/layout";

/** The archivist's desk: scan or type a number, Enter; the field keeps the focus. */
export class ArchiveDesk extends Component {
    static template = "client_file_guarantee.ArchiveDesk";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.input = useRef("code");
        this.display = { controlPanel: {} };
        this.state = useState({ mode: this.props.action.context?.mode || "find", log: [], ...this.empty });
        this.pages = useRef("pages");
        onMounted(() => this.focus());
        // What comes back is counted: the next key strokes are the number of pages.
        useEffect(
            (loan) => {
                if (loan && this.state.mode === "return") {
                    this.pages.el?.focus();
                }
            },
            () => [this.state.loans[0]?.id]
        );
    }

    get empty() {
        return { units: [], loans: [], pages: "", note: "", error: "" };
    }

    get modes() {
        return [
            { key: "find", label: _t("Find"), icon: "fa-search" },
            { key: "put", label: _t("Put away"), icon: "fa-archive" },
            { key: "lend", label: _t("Lend"), icon: "fa-sign-out" },
            { key: "return", label: _t("Take back"), icon: "fa-sign-in" },
        ];
    }

    get hint() {
        return {
            find: _t("Unit number or place barcode, then Enter"),
            put: _t("Scan the units one after the other, then their place"),
            lend: _t("Scan the unit that is fetched"),
            return: _t("Scan the unit that was brought back"),
        }[this.state.mode];
    }

    focus() {
        this.input.el?.focus();
    }

    setMode(mode) {
        Object.assign(this.state, this.empty, { mode });
        this.focus();
    }

    clear() {
        Object.assign(this.state, this.empty);
        this.focus();
    }

    async run(method, args) {
        const result = await this.orm.call("client.archive.desk", method, args);
        if (result.action) {
            return this.action.doAction(result.action);
        }
        if (result.error) {
            this.state.error = result.error;
        } else if (result.done) {
            this.state.log.unshift({ key: Date.now(), text: result.done });
            this.state.log.splice(8);
            Object.assign(this.state, this.empty);
        } else {
            Object.assign(this.state, this.empty, result, { loans: result.loans || [] });
        }
        this.focus();
    }

    async onKeydown(ev) {
        if (ev.key !== "Enter") {
            return;
        }
        ev.preventDefault();
        const code = ev.target.value;
        ev.target.value = "";
        if (code.trim()) {
            await this.run("scan", [this.state.mode, code, this.state.units.map((unit) => unit.id)]);
        } else if (this.state.loans.length === 1) {
            await this.confirm(this.state.loans[0]);
        }
    }

    onPagesKeydown(ev) {
        if (ev.key === "Enter" && this.state.loans.length === 1) {
            ev.preventDefault();
            return this.confirm(this.state.loans[0]);
        }
    }

    confirm(loan) {
        const pages = parseInt(this.state.pages, 10);
        if (isNaN(pages)) {
            this.state.error = _t("Count the pages first.");
            return;
        }
        return this.run("confirm", [this.state.mode, loan.id, pages, this.state.note || false]);
    }
}

registry.category("actions").add("client_file_guarantee.archive_desk", ArchiveDesk);
