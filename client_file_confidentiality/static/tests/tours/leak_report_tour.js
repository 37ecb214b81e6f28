import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// One click opens it anywhere, the second sends it; only the words are typed.
tours.add("client_file_leak_report", {
    steps: () => [
        { trigger: ".o_leak_report_button", run: "click" },
        { trigger: "#leak_words", run: "edit 报价单落在出租车上" },
        { trigger: ".o_leak_send:enabled", run: "click" },
        { trigger: ".o_leak_number:contains(XM)" },
    ],
});

tours.add("client_file_leak_report_anonymous", {
    steps: () => [
        { trigger: "#leak_words", run: "edit 有人在食堂谈论客户底价" },
        { trigger: "#leak_anonymous", run: "click" },
        { trigger: ".o_leak_report:contains(web server's own log)" },
        { trigger: ".o_leak_send:enabled", run: "click" },
        { trigger: ".o_leak_code" },
    ],
});
