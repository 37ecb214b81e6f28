import { registry } from "@web/core/registry";

/** Type a number and Enter, as a scanner does. */
function scan(code) {
    return {
        content: `scan ${code}`,
        trigger: ".o_archive_desk_code",
        run: `edit ${code} && press Enter`,
    };
}

/** Lend and take back: nothing is clicked but the mode; Enter confirms. */
registry.category("web_tour.tours").add("client_file_guarantee_desk", {
    steps: () => [
        { trigger: "[data-mode=lend]", run: "click" },
        scan(new URLSearchParams(window.location.search).get("unit")),
        { trigger: ".o_archive_desk button:contains(Hand out)", run: "click" },
        { trigger: ".o_archive_desk_log li" },
        { trigger: "[data-mode=return]", run: "click" },
        scan(new URLSearchParams(window.location.search).get("unit")),
        { trigger: "#archive_desk_pages:focus", run: "edit 15 && press Enter" },
        { trigger: ".o_archive_desk_log li:nth-child(2)" },
        scan("YW-1999-Y-0001"),
        { trigger: ".o_archive_desk .alert-danger" },
    ],
});
