namespace Faceptor.Architecture.Tests;

/// <summary>Where the build that this test program comes from put the others.</summary>
internal static class BuiltAssemblies
{
    /// <summary>The output folder of a project, in this program's own configuration.</summary>
    public static string Folder(string project)
    {
        // artifacts/bin/<project>/<configuration>/
        var own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var bin = Path.GetDirectoryName(Path.GetDirectoryName(own))!;
        return Path.Combine(bin, project, Path.GetFileName(own));
    }
}
