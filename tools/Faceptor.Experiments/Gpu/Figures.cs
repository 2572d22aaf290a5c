using System.Globalization;

namespace Faceptor.Experiments.Gpu;

/// <summary>Numbers as the table shows them.</summary>
internal static class Figures
{
    public static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static string Gigabytes(double bytes) => Format($"{bytes / 1e9:0.00} GB");

    public static string Milliseconds(double seconds) => Format($"{seconds * 1e3:0.0} ms");
}
