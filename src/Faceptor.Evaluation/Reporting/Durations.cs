using System.Globalization;

namespace Faceptor.Evaluation.Reporting;

/// <summary>Times for people.</summary>
internal static class Durations
{
    /// <summary><c>0.8 s</c>, <c>42 s</c>, <c>3:05 min</c>, <c>1:02:03 h</c>.</summary>
    /// <param name="duration">A time, not negative.</param>
    public static string Format(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:F1} s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:F0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration:m\\:ss} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalHours}:{duration:mm\\:ss} h"),
    };
}
