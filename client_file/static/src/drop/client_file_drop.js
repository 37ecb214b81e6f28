import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Many papers at once: drop or choose; each becomes a document, problems are listed by name. */
export class ClientFileDrop extends Component {
    static template = "client_file.Drop";
    static props = { ...standardWidgetProps };

    setup() {
        this.http = useService("http");
        this.input = useRef("input");
        this.state = useState({ over: false, total: 0, done: 0, results: [] });
    }

    get busy() {
        return this.state.done < this.state.total;
    }

    get progress() {
        return _t("%(done)s of %(total)s papers added", {
            done: this.state.done,
            total: this.state.total,
        });
    }

    onDrop(ev) {
        this.state.over = false;
        return this.upload([...ev.dataTransfer.files]);
    }

    async onChange(ev) {
        const files = [...ev.target.files];
        await this.upload(files);
        ev.target.value = "";
    }

    async upload(files) {
        const record = this.props.record;
        if (!files.length || this.busy || !(await record.save())) {
            return;
        }
        Object.assign(this.state, { total: files.length, done: 0, results: [] });
        for (const file of files) {
            this.state.results.push(await this.send(record.resId, file));
            this.state.done++;
        }
        await record.load();
    }

    async send(fileId, file) {
        const data = { ufile: [file], csrf_token: odoo.csrf_token };
        try {
            const answer = await this.http.post(`/client_file/upload/${fileId}`, data, "json");
            return { name: file.name, ...answer };
        } catch {
            return { name: file.name, error: _t("It could not be sent. Try this one again.") };
        }
    }
}

registry.category("view_widgets").add("client_file_drop", { component: ClientFileDrop });
