namespace Faceptor.Testing;

/// <summary>Tests that need torch's one generator for themselves run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchGeneratorCollection
{
    public const string Name = "torch generator";
}
