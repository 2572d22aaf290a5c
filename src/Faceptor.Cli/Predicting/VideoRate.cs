namespace Faceptor.Cli.Predicting;

/// <summary>How many pictures of a video are predicted: so many a second, or every N-th.</summary>
/// <param name="FramesPerSecond">Pictures a second; null where <paramref name="Every"/> says it.</param>
/// <param name="Every">Every N-th picture, from 1; null where <paramref name="FramesPerSecond"/> says it.</param>
internal sealed record VideoRate(double? FramesPerSecond, int? Every)
{
    /// <summary>Our choice: faces seldom come and go faster.</summary>
    private const double Usual = 1;

    /// <summary>Pictures a second of a video.</summary>
    /// <param name="info">The video.</param>
    public double Of(VideoInfo info) => Every is { } every ? info.FramesPerSecond / every : FramesPerSecond ?? Usual;

    /// <summary>Refuses what cannot be.</summary>
    /// <exception cref="OptionsException">A number is out of its range, or both are given.</exception>
    public void Validate()
    {
        if (FramesPerSecond is not null && Every is not null)
        {
            throw new OptionsException("--fps", "it and --every exclude each other; give one of them.");
        }

        if (FramesPerSecond is not (null or (> 0 and <= 1000)))
        {
            throw new OptionsException("--fps", $"expected pictures a second, above 0 and up to 1000, got {FramesPerSecond}.");
        }

        if (Every is < 1)
        {
            throw new OptionsException("--every", $"expected 1 or more, got {Every}.");
        }
    }
}
