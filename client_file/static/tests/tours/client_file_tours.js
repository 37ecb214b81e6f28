import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("client_file_submit", {
    steps: () => [
        {
            content: "from the deal one click leads to the file",
            trigger: "button[name=action_open_client_file]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=legal_representative] input",
            run: "edit 周工",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=submitted]" },
    ],
});

tours.add("client_file_verify", {
    steps: () => [
        { trigger: ".nav-link[name=verification]", run: "click" },
        { trigger: "button[name=action_check_all]", run: "click" },
        { trigger: ".o_field_widget[name=check_ids] tr.text-success" },
        { trigger: "button[name=action_verify]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=verified]" },
    ],
});

tours.add("client_file_open", {
    steps: () => [
        { trigger: "button[name=action_open]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=open]" },
        { trigger: ".o_field_widget[name=number]:contains(KH)" },
    ],
});

tours.add("client_file_drop", {
    steps: () => [
        { trigger: ".nav-link[name=documents]", run: "click" },
        {
            trigger: ".o_client_file_drop",
            run({ anchor }) {
                const transfer = new DataTransfer();
                for (let i = 1; i <= 9; i++) {
                    transfer.items.add(new File([`paper ${i}`], `合同${i}.txt`));
                }
                transfer.items.add(new File(["paper 10"], "unknown.bin"));
                const event = new DragEvent("drop", { dataTransfer: transfer, bubbles: true });
                anchor.dispatchEvent(event);
            },
        },
        { trigger: ".o_client_file_progress:contains(10)" },
        {
            trigger: ".o_field_widget[name=document_ids] .o_data_row:nth-child(10)",
        },
    ],
});

tours.add("client_file_import", {
    steps: () => [
        { trigger: "[data-menu-xmlid='client_file.client_file_menu_tasks']", run: "click" },
        { trigger: "[data-menu-xmlid='client_file.client_file_menu_import']", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=upload] input[type=file]:not(:visible)",
            run({ anchor }) {
                const rows = [
                    "客户一览表,,",
                    "客户名称,统一社会信用代码,成立日期",
                    "巡游科技有限公司,91110000600037341L,2012年3月",
                    "巡游贸易有限公司,,2014-05-01",
                    "巡游代码错有限公司,91110000600037341K,",
                    "巡游日期错有限公司,,3/4/2015",
                ];
                const transfer = new DataTransfer();
                transfer.items.add(new File([rows.join("\n")], "客户.csv", { type: "text/csv" }));
                anchor.files = transfer.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".modal .o_field_widget[name=upload] input[value='客户.csv'], .modal .o_field_widget[name=upload] .o_input:value(客户.csv)" },
        { trigger: ".modal button[name=action_preview]", run: "click" },
        { trigger: ".modal .o_data_row.text-danger:eq(1)" },
        { trigger: ".modal .o_radio_item:contains(Only) input", run: "click" },
        { trigger: ".modal button[name=action_import]", run: "click" },
        { trigger: ".modal button[name=action_open_files]", run: "click" },
        { trigger: ".o_data_row:contains(巡游贸易有限公司)" },
    ],
});

tours.add("client_file_departure", {
    steps: () => [
        { trigger: ".o_field_widget[name=employee_id] input", run: "edit clientfile_rep" },
        { trigger: ".ui-menu-item > a:contains(clientfile_rep)", run: "click" },
        { trigger: ".o_field_widget[name=line_ids] .o_data_row" },
        { trigger: ".o_field_widget[name=successor_id] input", run: "edit clientfile_other" },
        { trigger: ".ui-menu-item > a:contains(clientfile_other_rep)", run: "click" },
        { trigger: ".o_field_widget[name=reason] input", run: "edit 离职" },
        { trigger: "button[name=action_transfer]", run: "click" },
        { trigger: ".modal button.btn-primary", run: "click" },
        { trigger: ".o_notification:contains(handed over)" },
    ],
});

tours.add("client_file_phone", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(测试客户有限公司)", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=number]:contains(KH)" },
        {
            content: "nothing is wider than the screen",
            trigger: ".o_form_view",
            run() {
                const width = document.documentElement.scrollWidth;
                if (width > window.innerWidth) {
                    throw new Error(`page is ${width} wide on a ${window.innerWidth} screen`);
                }
            },
        },
    ],
});
