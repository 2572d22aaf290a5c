using Faceptor;
using Faceptor.Core.Natives;
using Faceptor.Distributed;
using Faceptor.Ranks;
using TorchSharp;

// One rank of a test: what it does is the first argument, and every rank is given the same. Whatever is wrong ends it
// with an exception.
if (args is not [var what, .. var values])
{
    Console.Error.WriteLine("expected what to do.");
    return 2;
}

TorchRuntime.Load();
if (what == "nccl" && OperatingSystem.IsLinux())
{
    return NcclChecks.Run();
}

if (what == "stranger" && OperatingSystem.IsLinux())
{
    return StrangerCheck.Run();
}

ICommunicator communicator;
try
{
    communicator = LaunchEnvironment.Read().Connect(torch.CPU);
}
catch (DistributedException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

switch (what)
{
    case "members":
        MemberChecks.Run(communicator);
        FailingSteps.Run(communicator, Failure.None);
        break;
    case "steps":
        FailingSteps.Run(communicator, Enum.Parse<Failure>(values[0]));
        break;
    default:
        Console.Error.WriteLine($"there is no '{what}'.");
        return 2;
}

Console.WriteLine(communicator.Description);
communicator.Dispose();
Console.WriteLine($"rank {communicator.Rank} has ended");
return 0;
