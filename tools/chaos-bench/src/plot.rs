//! A run as a picture: transactions by block, how full the blocks are, and how long it took.

use crate::{error::Error, report::Report, statistics::Percentiles};
use plotters::{coord::Shift, prelude::*};

const SIZE: (u32, u32) = (1_000, 1_000);
const FONT: &str = "sans-serif";

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawing = Result<(), Box<dyn std::error::Error>>;

/// As SVG.
pub fn draw(report: &Report) -> Result<String, Error> {
    let mut svg = String::new();
    draw_into(report, &mut svg).map_err(|error| Error::Plot(error.to_string()))?;
    Ok(svg)
}

fn draw_into(report: &Report, svg: &mut String) -> Drawing {
    let root = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let node = &report.node;
    let load = format!("{:?}", report.parameters.load).to_lowercase();
    let title = format!(
        "{}: {load}, {} accounts, {} {}",
        report.label, report.parameters.accounts, node.name, node.version
    );
    let area = root.titled(&title, (FONT, 22))?;
    let [transactions, fullness, latency] = &area.split_evenly((3, 1))[..] else {
        return Ok(());
    };
    draw_transactions(report, transactions)?;
    draw_fullness(report, fullness)?;
    draw_latency(report, latency)?;
    root.present()?;
    Ok(())
}

/// Seconds since the first block.
fn seconds(report: &Report) -> impl Fn(u64) -> f64 {
    let first = report.blocks.first().map_or(0, |block| block.time);
    move |time| time.saturating_sub(first) as f64 / 1_000.0
}

fn last_second(report: &Report) -> f64 {
    let last = report.blocks.last().map_or(0, |block| block.time);
    seconds(report)(last).max(1.0)
}

fn draw_transactions(report: &Report, area: &Area<'_>) -> Drawing {
    let second = seconds(report);
    let most = report.blocks.iter().map(|block| block.transactions).max();
    let most = most.unwrap_or(0).max(1) as f64 * 1.1;
    let mut chart = ChartBuilder::on(area)
        .caption("transactions in each final block", (FONT, 16))
        .margin(10)
        .x_label_area_size(35)
        .y_label_area_size(60)
        .build_cartesian_2d(0.0..last_second(report), 0.0..most)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc("seconds")
        .label_style((FONT, 13))
        .draw()?;
    let points = report.blocks.iter().map(|block| {
        let height = block.transactions as f64;
        (second(block.time), height)
    });
    chart.draw_series(LineSeries::new(points, BLUE.stroke_width(2)))?;
    Ok(())
}

fn draw_fullness(report: &Report, area: &Area<'_>) -> Drawing {
    let second = seconds(report);
    let mut chart = ChartBuilder::on(area)
        .caption("part of a block's room that is used, percent", (FONT, 16))
        .margin(10)
        .x_label_area_size(35)
        .y_label_area_size(60)
        .build_cartesian_2d(0.0..last_second(report), 0.0..105.0)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc("seconds")
        .label_style((FONT, 13))
        .draw()?;
    let limits = &report.limits;
    let series = [
        (
            "weight",
            RED,
            report
                .blocks
                .iter()
                .map(|b| (b.time, b.weight_used(limits)))
                .collect::<Vec<_>>(),
        ),
        (
            "bytes",
            GREEN,
            report
                .blocks
                .iter()
                .map(|b| (b.time, b.bytes_used(limits)))
                .collect(),
        ),
    ];
    for (name, colour, values) in series {
        let points = values
            .into_iter()
            .filter_map(|(time, part)| Some((second(time), part? * 100.0)));
        chart
            .draw_series(LineSeries::new(points, colour.stroke_width(2)))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 15, y)], colour.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .label_font((FONT, 13))
        .background_style(WHITE.mix(0.8))
        .draw()?;
    Ok(())
}

fn draw_latency(report: &Report, area: &Area<'_>) -> Drawing {
    let bars = |name: &str, times: Option<Percentiles>, colour: RGBColor| {
        let times = times.map_or([0.0; 3], |times| [times.p50, times.p95, times.p99]);
        let names = ["p50", "p95", "p99"].map(|p| format!("{name} {p}"));
        names
            .into_iter()
            .zip(times)
            .map(move |(name, time)| (name, time, colour))
    };
    let bars: Vec<(String, f64, RGBColor)> = bars("inclusion", report.inclusion, BLUE)
        .chain(bars("finality", report.finality, MAGENTA))
        .collect();
    let most = bars.iter().map(|bar| bar.1).fold(0.1, f64::max) * 1.2;
    let mut chart = ChartBuilder::on(area)
        .caption("seconds from sending a transaction", (FONT, 16))
        .margin(10)
        .x_label_area_size(10)
        .y_label_area_size(60)
        .build_cartesian_2d(0.0..bars.len() as f64, 0.0..most)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .disable_x_mesh()
        .x_labels(0)
        .label_style((FONT, 13))
        .draw()?;
    chart.draw_series(bars.iter().enumerate().map(|(i, (_, time, colour))| {
        let left = i as f64 + 0.2;
        Rectangle::new([(left, 0.0), (left + 0.6, *time)], colour.mix(0.6).filled())
    }))?;
    chart.draw_series(bars.iter().enumerate().map(|(i, (name, time, _))| {
        let text = format!("{name}: {time:.2} s");
        Text::new(text, (i as f64 + 0.2, time + most * 0.08), (FONT, 13))
    }))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::report;

    #[test]
    fn a_plot_has_all_that_was_measured() {
        let svg = draw(&report("chaos", &[0, 10, 500, 700, 600, 20])).unwrap();
        assert!(svg.starts_with("<svg"));
        for text in [
            "chaos: transfers",
            "weight",
            "bytes",
            "finality p99: 3.00 s",
        ] {
            assert!(svg.contains(text), "{text}");
        }
    }

    #[test]
    fn a_run_without_blocks_can_be_drawn() {
        let mut report = report("chaos", &[]);
        report.inclusion = None;
        assert!(draw(&report).is_ok());
    }
}
