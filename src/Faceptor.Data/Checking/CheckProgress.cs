namespace Faceptor.Data.Checking;

/// <summary>How far a check is.</summary>
/// <param name="Dataset">The dataset being checked.</param>
/// <param name="Done">Its samples looked at so far.</param>
/// <param name="Total">All of its samples.</param>
public sealed record CheckProgress(string Dataset, long Done, long Total);
