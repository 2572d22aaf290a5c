using System.CommandLine;
using System.Text;
using Faceptor.Cli;
using Faceptor.Cli.Commands;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Experiments.Gpu;

/// <summary>One check of <c>eng/gpu/check.sh</c>, which runs them all: prints rows of a table, and adds them to a file.</summary>
internal static class GpuCommand
{
    /// <summary>The half of the counting of waits that runs in another process.</summary>
    private const string WriteWaits = "waits-child";

    private static readonly string[] Checks =
        ["parity", "step", "predict", "transfer", "waits", "nccl", "memory", WriteWaits];

    public static Command Create(CliContext context)
    {
        var check = new Argument<string>("CHECK") { Description = $"One of {string.Join(", ", Checks)}." };
        check.AcceptOnlyFromAmong(Checks);
        var device = new Option<string>("--device")
        {
            Description = "cuda, cuda:N, or cpu to try the check itself.",
            DefaultValueFactory = _ => "cuda",
        };
        var precision = new Option<ComputePrecision>("--precision")
        {
            Description = "Number type of large products.",
            DefaultValueFactory = _ => ComputePrecision.Float32,
        };
        var tf32 = new Option<bool>("--tf32") { Description = "Let float32 products be rounded to TF32." };
        var steps = new Option<int>("--steps")
        {
            Description = "Training steps in a row.",
            DefaultValueFactory = _ => 20,
        };
        var small = new Option<bool>("--small") { Description = "Small networks, for trying the check itself." };
        var golden = new Option<string>("--golden")
        {
            Description = "Folder of the golden files.",
            DefaultValueFactory = _ => Path.Combine("tests", "Fixtures", "golden"),
        };
        var table = new Option<string?>("--table") { Description = "File of Markdown rows to add to." };
        var command = new ExampleCommand(
            "gpu",
            "One check of eng/gpu/check.sh: what a GPU answers, how fast it is and what it does when memory runs out.",
            "bash .gpu/check.sh cuda out")
        {
            check, device, precision, tf32, steps, small, golden, table,
        };
        command.SetAction(parsed =>
        {
            var options = new GpuCheckOptions(
                ComputeDevice.Find(parsed.GetRequiredValue(device)),
                parsed.GetValue(precision),
                parsed.GetValue(steps),
                parsed.GetValue(small),
                parsed.GetValue(tf32));
            backends.cuda.matmul.allow_tf32 = options.UsesTensorFloat32;
            backends.cudnn.allow_tf32 = options.UsesTensorFloat32;
            var isWhole = true;
            foreach (var row in Rows(parsed.GetRequiredValue(check), options, parsed.GetRequiredValue(golden)))
            {
                context.Out.WriteLine(row.ToMarkdown());
                context.Out.Flush();
                isWhole &= row.Holds;
                if (parsed.GetValue(table) is { } path)
                {
                    File.AppendAllText(path, row.ToMarkdown() + "\n", Encoding.UTF8);
                }
            }

            return isWhole ? FaceptorApp.Success : FaceptorApp.Failed;
        });
        return command;
    }

    private static IEnumerable<CheckRow> Rows(string check, GpuCheckOptions options, string golden)
    {
        switch (check)
        {
            case "parity":
                return ParityCheck.Run(options, golden);
            case "step":
                return StepCheck.Run(options);
            case "predict":
                return PredictCheck.Run(options);
            case "transfer":
                return TransferCheck.Run(options);
            case "waits":
                string[] child = ["gpu", WriteWaits, "--device", options.Device.ToString()];
                return SyncCheck.Run(options, options.IsSmall ? [.. child, "--small"] : child);
            case "nccl":
                return NcclCheck.Run(options);
            case "memory":
                return OutOfMemoryCheck.Run(options);
            default:
                SyncCheck.Write(options);
                return [];
        }
    }
}
