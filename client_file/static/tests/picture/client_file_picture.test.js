import { describe, expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

import { isDrawing } from "@client_file/picture/client_file_picture";

const draw = (body, attributes = "") =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" ${attributes}>${body}</svg>`;

class Score extends models.Model {
    _name = "score";
    picture = fields.Json();
    _records = [
        {
            id: 1,
            picture: {
                svg: draw("<text x='1' y='2'>72 · B</text>"),
                caption: "Score <b>72</b>",
                columns: [
                    { label: "Class", number: false },
                    { label: "Points", number: true },
                ],
                rows: [
                    ["A", ""],
                    ["B", "72"],
                ],
            },
        },
        { id: 2, picture: false },
        {
            id: 3,
            picture: {
                svg: draw("<text>seen</text><script>window.broken = true</script>"),
                caption: "Forged",
                columns: [{ label: "Class", number: false }],
                rows: [["E"]],
            },
        },
    ];
}

defineMailModels();
defineModels([Score]);

const mount = (resId) =>
    mountView({
        type: "form",
        resModel: "score",
        resId,
        arch: `<form><field name="picture" widget="client_file_picture" nolabel="1"/></form>`,
    });

describe("client_file_picture", () => {
    test("shows the drawing, and its data only on request", async () => {
        await mount(1);
        expect(".o_client_file_drawing svg text").toHaveText("72 · B");
        expect(".o_client_file_drawing").toHaveAttribute("role", "img");
        expect(".o_client_file_drawing").toHaveAttribute("aria-label", "Score <b>72</b>");
        expect("figcaption").toHaveText("Score <b>72</b>");
        expect("table").toHaveCount(0);
        expect("button[aria-expanded=false]").toHaveText("Show data");
        await contains("button[aria-expanded=false]").click();
        expect("thead th").toHaveCount(2);
        expect("thead th.text-end").toHaveText("Points");
        expect("tbody tr:eq(1)").toHaveText("B 72");
        expect("tbody td.text-end").toHaveCount(2);
        await contains("button[aria-expanded=true]").click();
        expect("table").toHaveCount(0);
    });

    test("says so when there is nothing to draw", async () => {
        await mount(2);
        expect(".o_field_client_file_picture").toHaveText("Nothing to draw yet.");
        expect("figure").toHaveCount(0);
    });

    test("leaves a forged drawing out and still shows the data", async () => {
        await mount(3);
        expect(".o_client_file_drawing svg").toHaveCount(0);
        expect(window.broken).toBe(undefined);
        await contains(".o_client_file_data_toggle").click();
        expect("tbody tr").toHaveText("E");
    });

    test("a drawing holds shapes and words, nothing else", () => {
        expect(isDrawing(draw("<rect x='1' y='1' width='3' height='3' fill='#fff'/>"))).toBe(true);
        for (const body of [
            "<script>x()</script>",
            "<rect onclick='x()'/>",
            "<a href='javascript:x()'><text>y</text></a>",
            "<image href='http://example.com/x.png'/>",
            "<foreignObject><div xmlns='http://www.w3.org/1999/xhtml'>z</div></foreignObject>",
            "<style>@import 'x'</style>",
            "<rect fill='url(http://example.com/#x)'/>",
            "<text>unclosed",
        ]) {
            expect(isDrawing(draw(body))).toBe(false, { message: body });
        }
        expect(isDrawing(draw("", "onload='x()'"))).toBe(false);
        expect(isDrawing("<div>x</div>")).toBe(false);
        expect(isDrawing("")).toBe(false);
    });
});
