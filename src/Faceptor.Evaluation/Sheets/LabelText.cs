using System.Globalization;
using Faceptor.Data.Datasets;

namespace Faceptor.Evaluation.Sheets;

/// <summary>What a label says, in a few words.</summary>
internal static class LabelText
{
    private const int MaxAttributes = 4;

    public static string Of(FaceTask task, FaceLabel label) => label switch
    {
        LandmarkLabel landmarks => $"{landmarks.Points.Length} points",
        ParsingLabel parsing => $"{parsing.Map.Classes.Distinct().Count()} classes",
        AgeLabel age => string.Create(CultureInfo.InvariantCulture, $"{age.Years} years"),
        ExpressionLabel expression => task.Labels[(int)expression.Class],
        AttributesLabel attributes => Of(task, attributes),
        IdentityLabel identity => string.Create(CultureInfo.InvariantCulture, $"identity {identity.Identity}"),
        _ => label.GetType().Name,
    };

    private static string Of(FaceTask task, AttributesLabel label)
    {
        var names = task.Labels.Zip(label.Values)
            .Where(pair => pair.Second == 1)
            .Select(pair => pair.First.Replace('_', ' '))
            .ToArray();
        var more = names.Length > MaxAttributes ? $" + {names.Length - MaxAttributes}" : string.Empty;
        return $"{string.Join(", ", names.Take(MaxAttributes))}{more}";
    }
}
