using System.Runtime.Versioning;
using Faceptor.Distributed;
using Faceptor.Distributed.Collectives;
using Faceptor.Distributed.Launching;
using Faceptor.Distributed.Mpi;

namespace Faceptor.Ranks;

/// <summary>A call of MPI that fails: one process alone sends to a rank that there is not.</summary>
[SupportedOSPlatform("linux")]
internal static class StrangerCheck
{
    private const int Stranger = 99;

    /// <summary>Sends.</summary>
    /// <returns>1, with the exception's line on the standard error output.</returns>
    public static int Run()
    {
        var activity = new Activity();
        var messages = new MpiMessages(new Launched(LauncherKind.OpenMpi, "nobody", 0, 1, 0), activity);
        try
        {
            messages.Exchange(Stranger, 0, 0, IMessages.Nobody, 0, 0);
            return 0;
        }
        catch (DistributedException error)
        {
            Console.Error.WriteLine(error.Message);
            messages.Finish();
            return 1;
        }
    }
}
