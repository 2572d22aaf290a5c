namespace Faceptor.Distributed.Collectives;

/// <summary>Bytes from one rank to another: all that is asked of an engine on the CPU.</summary>
internal interface IMessages
{
    /// <summary>No rank: nothing is sent, or nothing received.</summary>
    const int Nobody = -1;

    /// <summary>This process's number.</summary>
    int Rank { get; }

    /// <summary>Number of processes.</summary>
    int NumRanks { get; }

    /// <summary>
    /// Sends bytes to one rank and receives bytes from one, at the same time. Messages between two ranks keep their order.
    /// </summary>
    /// <param name="to">Who receives, or <see cref="Nobody"/>.</param>
    /// <param name="source">Address of what is sent.</param>
    /// <param name="numSent">How many bytes; with none, still a message.</param>
    /// <param name="from">Who sends, or <see cref="Nobody"/>.</param>
    /// <param name="target">Address of what is received.</param>
    /// <param name="numReceived">How many bytes.</param>
    /// <exception cref="DistributedException">The engine failed.</exception>
    void Exchange(int to, nint source, long numSent, int from, nint target, long numReceived);
}
