import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { getColor } from "@web/core/colors/colors";
import { cookie } from "@web/core/browser/cookie";
import { formatNumber, formatScore } from "../number_field/number_field";

const BAR_HEIGHT = 26;
const AXES_HEIGHT = 70;
const LEGEND_HEIGHT = 70;
const LABEL_LENGTH = 28;

// the same state has the same colour, whichever states a period has reached
const STATE_COLORS = {
    draft: "#a4a8b6",
    leader_review: "#f4a261",
    submitted: "#4ea7f2",
    appraisal: "#056bd9",
    explanation: "#ea6175",
    appraised: "#43c5b1",
    published: "#0e8270",
};

/**
 * A chart of lying bars whose parts can be clicked through, and the same as a table: for those who cannot see the
 * chart, or have no mouse.
 */
export class DashboardChart extends Component {
    static template = "cchc_assessment.DashboardChart";
    static props = {
        chart: Object,
        onOpen: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.chart]
        );
        onWillUnmount(() => this.drawing?.destroy());
    }

    /** A number of units, or points and shares of them with the period's decimals. */
    formatCount(count) {
        const { digits } = this.props.chart;
        return digits === undefined ? formatNumber(count) : formatScore(count, digits);
    }

    get height() {
        const bars = this.props.chart.labels.length * BAR_HEIGHT;
        return bars + AXES_HEIGHT + (this.hasLegend ? LEGEND_HEIGHT : 0);
    }

    get hasLegend() {
        return this.props.chart.series.length > 1;
    }

    draw() {
        this.drawing?.destroy();
        this.drawing = new Chart(this.canvas.el, {
            type: "bar",
            data: {
                labels: this.props.chart.labels.map((label) =>
                    label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH - 1)}…` : label
                ),
                datasets: this.props.chart.series.map((series, index) => ({
                    label: series.label,
                    data: series.points.map((point) => point.count),
                    backgroundColor:
                        STATE_COLORS[series.key] ||
                        getColor(index, cookie.get("color_scheme"), "sm"),
                    maxBarThickness: BAR_HEIGHT,
                })),
            },
            options: {
                indexAxis: "y",
                maintainAspectRatio: false,
                animation: false,
                plugins: {
                    legend: { display: this.hasLegend, position: "bottom" },
                    tooltip: {
                        callbacks: {
                            title: ([item]) => this.props.chart.labels[item.dataIndex],
                            label: ({ dataset, raw }) =>
                                `${dataset.label}: ${this.formatCount(raw)}`,
                        },
                    },
                },
                scales: {
                    x: { stacked: true, beginAtZero: true, ticks: { precision: 0 } },
                    y: { stacked: true },
                },
                onClick: (ev, [part]) => part && this.openPart(part),
                onHover: (ev, parts) => {
                    ev.native.target.style.cursor = parts.length ? "pointer" : "";
                },
            },
        });
    }

    openPart({ datasetIndex, index }) {
        return this.props.onOpen(this.props.chart.series[datasetIndex].points[index].action);
    }
}
