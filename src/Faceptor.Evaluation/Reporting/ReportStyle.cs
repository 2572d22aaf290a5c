namespace Faceptor.Evaluation.Reporting;

/// <summary>The looks of a report; light and dark.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root {
          --paper: #f7f7f5; --card: #fff; --ink: #1d2129; --soft: #667085; --line: #e4e4df;
          --accent: #0f766e; --good: #0f766e; --bad: #b42318; --mark: #c2570c;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14161a; --card: #1d2026; --ink: #e7e9ee; --soft: #98a1b3; --line: #2e323b;
            --accent: #2dd4bf; --good: #2dd4bf; --bad: #f97066; --mark: #fb9a3c;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 15px/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
        }
        main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 80px; }
        h1 { font-size: 30px; margin: 0 0 4px; letter-spacing: -0.02em; }
        h2 { font-size: 20px; margin: 48px 0 12px; letter-spacing: -0.01em; }
        h3 { font-size: 15px; margin: 28px 0 10px; }
        p { margin: 0 0 12px; max-width: 75ch; }
        .soft { color: var(--soft); }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); }
        .tiles { gap: 12px; margin-top: 24px; }
        .tile, figure, .scroll { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
        .tile { padding: 14px 16px; }
        .tile b { display: block; font-size: 24px; line-height: 1.25; letter-spacing: -0.02em; }
        .tile span { color: var(--soft); font-size: 13px; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { padding: 8px 14px; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
        tr:last-child td { border-bottom: 0; }
        th { color: var(--soft); font-weight: 500; font-size: 13px; }
        td.number, th.number { text-align: right; }
        .facts { max-width: 640px; }
        .good { color: var(--good); font-weight: 600; }
        .bad { color: var(--bad); font-weight: 600; }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 12px; }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(165px, 1fr)); gap: 12px; }
        figure { margin: 0; padding: 10px; }
        .charts figcaption { font-weight: 600; font-size: 13px; margin: 2px 4px 4px; }
        .cards figcaption { font-size: 13px; line-height: 1.4; margin-top: 8px; }
        .pictures { display: flex; gap: 4px; }
        .pictures img { width: 100%; min-width: 0; border-radius: 6px; display: block; object-fit: cover; }
        svg { width: 100%; height: auto; display: block; }
        svg text { font-size: 10px; fill: var(--soft); }
        svg .grid { stroke: var(--line); }
        svg polyline { fill: none; stroke: var(--accent); stroke-linejoin: round; }
        svg .raw { opacity: 0.3; }
        svg .mean { stroke-width: 2; }
        svg .dot { fill: var(--accent); }
        svg .baseline { stroke: var(--soft); stroke-dasharray: 4 3; }
        svg .published { stroke: var(--mark); stroke-width: 1.5; stroke-dasharray: 7 3; }
        figure.wide { padding: 14px; overflow-x: auto; }
        .warning { border-left: 3px solid var(--mark); padding: 2px 0 2px 12px; margin-top: 20px; }
        details { margin-top: 12px; }
        summary { cursor: pointer; color: var(--soft); }
        details .scroll { margin-top: 12px; }
        code { font: 13px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        """;
}
