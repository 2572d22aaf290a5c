namespace Faceptor.Cli.Tests;

/// <summary>
/// Tests that run networks take turns: commands seed torch's one generator and use all of its threads.
/// </summary>
internal static class TorchCollection
{
    public const string Name = "torch";
}
