using BenchmarkDotNet.Running;
using Faceptor.Benchmarks;
using Faceptor.Benchmarks.Inference;
using Faceptor.Benchmarks.Training;
using Faceptor.Core.Tensors;

// As the trainer's programs do.
NativeHeap.KeepFreedMemory();

// "--steps" prints the figures of a training step, "--pieces" those of prediction's pieces, in minutes. "--standard" as the first argument measures longer;
// everything else goes to BenchmarkDotNet, for example --filter *Resize*.
switch (args)
{
    case [StepFigures.TableArgument, .. var wanted]:
        StepFigures.PrintTable(wanted);
        break;
    case [StepFigures.CaseArgument, .. var names]:
        StepFigures.PrintCase(names);
        break;
    case [PieceFigures.TableArgument, .. var wanted]:
        PieceFigures.PrintTable(wanted);
        break;
    default:
        var isStandard = args is ["--standard", ..];
        BenchmarkSwitcher.FromAssembly(typeof(Config).Assembly)
            .Run(isStandard ? args[1..] : args, isStandard ? Config.Standard : Config.Short);
        break;
}
