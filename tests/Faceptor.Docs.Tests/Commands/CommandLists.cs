using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Faceptor.Docs.Tests.Commands;

/// <summary>Commands of documents that these tests do not run, and what runs them or why nothing does.</summary>
internal static class CommandLists
{
    /// <summary>Command lines of this project that are understood but not run here.</summary>
    public static ImmutableArray<(string Pattern, string Why, string File, string Text)> NotRun { get; } =
    [
        (@"^([.]/)?faceptor quickstart$", "takes minutes; with --fast it is a step of its own",
            ".ci/run", "./faceptor quickstart --fast"),
        (@"^([.]/)?faceptor quickstart --fast$", "a step of its own", ".ci/run", "./faceptor quickstart --fast"),
        (@"^([.]/)?faceptor predict clip[.]mp4 --fps 2 ", "needs ffmpeg and a detector; a test has both, pretended",
            "tests/Faceptor.Cli.Tests/Commands/PredictVideoTests.cs", "\"--fps\", \"2\""),
        (@"^([.]/)?faceptor train .* --ranks 2$", "needs mpirun; a test has small data",
            "tests/Faceptor.Cli.Tests/Ranks/RankRoadTests.cs", "\"--ranks\", \"2\""),
        (@"^([.]/)?faceptor detector get ", "needs the network; a step of its own", "eng/models.sh", "detector get"),
    ];

    /// <summary>
    /// Other programs: the step of CI (its script, or a test that <c>./test</c> runs) and words in it that run the same;
    /// null where nothing does.
    /// </summary>
    public static ImmutableArray<(string Pattern, string Why, string? File, string? Text)> Others { get; } =
    [
        (@"^[.]/test( |$)", "the tests themselves", ".ci/run", "./test"),
        (@"^[.]ci/run$", "the steps themselves", ".github/workflows/ci.yml", ".ci/run"),
        (@"^dotnet build Faceptor[.]sln -c Release -p:TorchBackend=cuda-linux$",
            "half a gigabyte of CUDA; that the property chooses the package is tested",
            "tests/Faceptor.Architecture.Tests/TorchBackendTests.cs", "cuda-linux"),
        (@"^dotnet run (-c Release )?--project benchmarks/Faceptor[.]Benchmarks ",
            "measures for minutes; it is built", ".ci/run", "dotnet build Faceptor.sln -c Release"),
        (@"^dotnet run --project src/Faceptor[.]Cli -c Release -- quickstart$",
            "what the script starts, in minutes", ".ci/run", "./faceptor quickstart --fast"),
        (@"^dotnet run -c Release --project tests/Faceptor[.]Fuzz -- --mutants 1000$",
            "takes long; the tests do the same with fewer files", "tests/Faceptor.Fuzz.Tests/FuzzFormatsTests.cs", "NumMutants"),
        (@"^dotnet run samples/", "needs packages; all four run there", "eng/consume.sh", "samples/train.cs"),
        (@"^dotnet run( predict[.]cs)?$", "a way of running, not a command to type", null, null),
        (@"^dotnet tool install -g Microsoft[.]dotnet-interactive$", "not of this project", null, null),
        (@"^dotnet interactive jupyter install$", "not of this project", null, null),
        (@"^eng/notebooks --check$", "a step", ".ci/run", "eng/notebooks --check"),
        (@"^eng/notebooks( |$)", "needs packages and minutes", "eng/consume.sh", "faceptor-notebooks.dll"),
        (@"^eng/consume[.]sh( |$)", "a step", ".ci/run", "eng/consume.sh"),
        (@"^eng/bare-debian[.]sh( |$)", "what the packages are used in", "eng/consume.sh", "eng/bare-debian.sh"),
        (@"^eng/models[.]sh( |$)", "a step", ".ci/run", "eng/models.sh"),
        (@"^eng/turbojpeg[.]sh$", "the tests begin with it", "test", "eng/turbojpeg.sh"),
        (@"^eng/modes( |$)", "takes minutes; a test does the same with a few images",
            "tests/Faceptor.Experiments.Tests/ModesTests.cs", "\"modes\""),
        (@"^eng/coverage( |$)", "the tests once more; a job of its own", ".github/workflows/ci.yml", "eng/coverage"),
        (@"^eng/docs$", "a step", ".ci/run", "eng/docs"),
        (@"^dotnet build Faceptor[.]sln -c Release$", "a step", ".ci/run", "dotnet build Faceptor.sln -c Release"),
        (@"^dotnet format Faceptor[.]sln ", "a step", ".ci/run", "dotnet format Faceptor.sln"),
        (@"^dotnet tool install --global Faceptor[.]Cli ",
            "into a folder of its own", "eng/consume.sh", "dotnet tool install Faceptor.Cli"),
        (@"^dotnet new console( --output look)?$", "under another name", "eng/consume.sh", "dotnet new console"),
        (@"^dotnet publish( -r linux-x64)?$", "of the program without natives", "eng/consume.sh", "dotnet publish -r linux-x64"),
        (@"^dotnet build$", "a step", "eng/consume.sh", "dotnet build -v quiet --nologo"),
        (@"^dotnet add (look )?package Faceptor(\.Detection\.Onnx)? --prerelease$",
            "from its folder", "eng/consume.sh", "dotnet add package Faceptor --prerelease"),
        (@"^dotnet run --project look ", "the README's program", "eng/consume.sh", "dotnet run"),
        (@"^eng/pack[.]sh( all)?$", "a step", "eng/consume.sh", "eng/pack.sh"),
        (@"^export RestoreAdditionalProjectSources=", "a step", "eng/consume.sh", "export RestoreAdditionalProjectSources="),
        (@"^eng/experiment( |$)", "takes hours; its parts are tested", "tests/Faceptor.Experiments.Tests/CommandTests.cs",
            "faceptor-experiments"),
        (@"^eng/storage$", "a test makes the same tables", "tests/Faceptor.Experiments.Tests/StorageTests.cs", "\"storage\""),
        (@"^mpirun ", "ranks on the processor; a test has two and small data",
            "tests/Faceptor.Cli.Tests/Ranks/RankRoad.cs", "\"-n\", \"2\", \"--oversubscribe\", \"--bind-to\", \"none\""),
        (@"^torchrun ", "not of this project; that its names are read is tested",
            "tests/Faceptor.Distributed.Tests/LaunchEnvironmentTests.cs", "WORLD_SIZE"),
        (@"^(sbatch|kubectl|docker) ", "not of this project; the container's steps are taken without it", "eng/container.sh",
            "deploy/install.sh"),
        (@"^eng/container[.]sh$", "a step", ".ci/run", "eng/container.sh"),
        (@"^wait$", "of the shell", null, null),
        (@"^tensorboard ", "not of this project; that the events are read is tested with a reader of our own", null, null),
    ];

    /// <summary>Whether a pattern of a list is about a command.</summary>
    public static bool Names(string pattern, DocumentedCommand command) =>
        Regex.IsMatch(string.Join(' ', command.Words), pattern);
}
