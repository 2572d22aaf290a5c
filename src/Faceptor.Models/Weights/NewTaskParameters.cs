using Faceptor.Models.Families;

namespace Faceptor.Models.Weights;

/// <summary>What a model has that gained tasks, and the file of its former tasks has not.</summary>
internal static class NewTaskParameters
{
    /// <summary>
    /// Whether a tensor came with the new tasks: their queries or output layers, or a head that no former task needs.
    /// </summary>
    /// <param name="name">The model's name of the tensor.</param>
    /// <param name="former">The options of the file.</param>
    /// <param name="extended">The same with further tasks.</param>
    public static bool MayLack(string name, FaceptorOptions former, FaceptorOptions extended)
    {
        var parts = name.Split('.');
        return extended.Tasks.Except(former.Tasks).Any(task => parts.Contains(task.Id))
            || !former.Tasks.Any(task => IsFor(parts[0], task.Family));
    }

    // Parts that all tasks need are for every family.
    private static bool IsFor(string part, TaskFamily family) =>
        part is "encoder" or "decoder" || FamilyNetwork.Of(family).Parts.Contains(part);
}
