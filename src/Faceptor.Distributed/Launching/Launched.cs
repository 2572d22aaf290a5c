namespace Faceptor.Distributed.Launching;

/// <summary>What the environment says about this process.</summary>
/// <param name="Kind">Who started it.</param>
/// <param name="Launcher">The same in words, for messages.</param>
/// <param name="Rank">This process's number.</param>
/// <param name="NumRanks">Number of processes.</param>
/// <param name="LocalRank">This process's number on its machine.</param>
/// <param name="Address">HOST:PORT at rank 0 where others may meet it; null where nobody says.</param>
internal sealed record Launched(
    LauncherKind Kind, string Launcher, int Rank, int NumRanks, int LocalRank, string? Address = null)
{
    /// <summary>A process that was started by itself.</summary>
    public static Launched Alone { get; } = new(LauncherKind.None, "no launcher", 0, 1, 0);
}
