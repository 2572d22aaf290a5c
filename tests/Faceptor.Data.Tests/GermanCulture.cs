using System.Globalization;

namespace Faceptor.Data.Tests;

/// <summary>
/// A thread that writes numbers as de-DE does, until it is disposed. Made by hand, because machines without ICU know
/// no cultures.
/// </summary>
internal sealed class GermanCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public GermanCulture()
    {
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo.CurrentCulture = german;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
