using BenchmarkDotNet.Running;
using Faceptor.Benchmarks;
using Faceptor.Benchmarks.Distributed;
using Faceptor.Benchmarks.Inference;
using Faceptor.Benchmarks.Training;
using Faceptor.Core.Tensors;

// As the trainer's programs do; the pieces are also measured as in a program that only predicts.
if (args is not [PieceFigures.TableArgument, ..])
{
    NativeHeap.KeepFreedMemory();
}

// "--steps" prints the figures of a training step in minutes, "--analysis" and "--analysis-memory" those of
// prediction, "--pieces" and "--pieces-kept" those of its parts, "--ranks" sums over two processes. "--standard" as the first argument measures longer;
// everything else goes to BenchmarkDotNet, for example --filter *Resize*.
switch (args)
{
    case [StepFigures.TableArgument, .. var wanted]:
        StepFigures.PrintTable(wanted);
        break;
    case [StepFigures.CaseArgument, .. var names]:
        StepFigures.PrintCase(names);
        break;
    case [PieceFigures.TableArgument or PieceFigures.KeptArgument, .. var wanted]:
        PieceFigures.PrintTable(wanted);
        break;
    case [AnalysisFigures.TableArgument, .. var rounds]:
        AnalysisFigures.PrintTable(rounds);
        break;
    case [AnalysisFigures.MemoryArgument]:
        AnalysisFigures.PrintMemory();
        break;
    case [SumFigures.TableArgument]:
        SumFigures.PrintTable();
        break;
    case [SumFigures.CaseArgument, var transport]:
        SumFigures.PrintCase(transport);
        break;
    default:
        var isStandard = args is ["--standard", ..];
        BenchmarkSwitcher.FromAssembly(typeof(Config).Assembly)
            .Run(isStandard ? args[1..] : args, isStandard ? Config.Standard : Config.Short);
        break;
}
