using System.Diagnostics;

namespace Faceptor.Experiments.Gpu;

/// <summary>Times of something that was done several times.</summary>
/// <param name="Seconds">Each time, in the order they were taken.</param>
internal sealed record Timings(double[] Seconds)
{
    /// <summary>The middle one.</summary>
    public double Median => Seconds.Order().ElementAt(Seconds.Length / 2);

    public double Min => Seconds.Min();

    public double Max => Seconds.Max();

    /// <summary>Does something until it was done often or long enough, at least once.</summary>
    /// <param name="numTimes">How often at most.</param>
    /// <param name="limit">After this time it is not begun again.</param>
    /// <param name="action">What to do; it waits for its own end.</param>
    public static Timings Take(int numTimes, TimeSpan limit, Action action)
    {
        var seconds = new List<double>();
        var all = Stopwatch.StartNew();
        do
        {
            var one = Stopwatch.StartNew();
            action();
            seconds.Add(one.Elapsed.TotalSeconds);
        }
        while (seconds.Count < numTimes && all.Elapsed < limit);

        return new Timings([.. seconds]);
    }
}
