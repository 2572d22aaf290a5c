using BenchmarkDotNet.Running;
using Faceptor.Benchmarks;

// "--standard" as the first argument measures longer; everything else goes to BenchmarkDotNet,
// for example --filter *Resize*.
var isStandard = args is ["--standard", ..];
BenchmarkSwitcher.FromAssembly(typeof(Config).Assembly)
    .Run(isStandard ? args[1..] : args, isStandard ? Config.Standard : Config.Short);
