using BenchmarkDotNet.Running;
using Faceptor.Benchmarks;
using Faceptor.Benchmarks.Inference;
using Faceptor.Benchmarks.Training;
using Faceptor.Core.Tensors;

// As the trainer's programs do.
NativeHeap.KeepFreedMemory();

// "--steps" prints the figures of a training step in minutes, "--analysis" and "--analysis-memory" those of
// prediction. "--standard" as the first argument measures longer;
// everything else goes to BenchmarkDotNet, for example --filter *Resize*.
switch (args)
{
    case [StepFigures.TableArgument, .. var wanted]:
        StepFigures.PrintTable(wanted);
        break;
    case [StepFigures.CaseArgument, .. var names]:
        StepFigures.PrintCase(names);
        break;
    case [AnalysisFigures.TableArgument, .. var rounds]:
        AnalysisFigures.PrintTable(rounds);
        break;
    case [AnalysisFigures.MemoryArgument]:
        AnalysisFigures.PrintMemory();
        break;
    default:
        var isStandard = args is ["--standard", ..];
        BenchmarkSwitcher.FromAssembly(typeof(Config).Assembly)
            .Run(isStandard ? args[1..] : args, isStandard ? Config.Standard : Config.Short);
        break;
}
