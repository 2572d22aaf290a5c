using System.Collections.Immutable;

namespace Faceptor;

/// <summary>The tasks of the paper: thirteen to train on and one to transfer to. The only list of them.</summary>
/// <remarks>Paper: Table 2; query counts as in the released configuration.</remarks>
public static class FaceTasks
{
    /// <summary>Largest age in years that the age tasks know; the smallest is 0.</summary>
    public const int MaxAgeYears = 100;

    private static readonly ImmutableArray<string> Ages = FamilyDefinition.Of(TaskFamily.Age).UsualLabels!.Value;

    private static readonly ImmutableArray<string> Expressions = FamilyDefinition.Of(TaskFamily.Expression).UsualLabels!.Value;

    /// <summary>300W, 68 points.</summary>
    public static FaceTask Landmarks300W { get; } = Landmark("landmarks/300w", "300W", LandmarkSchema.Points68);

    /// <summary>WFLW, 98 points.</summary>
    public static FaceTask LandmarksWflw { get; } = Landmark("landmarks/wflw", "WFLW", LandmarkSchema.Points98);

    /// <summary>COFW, 29 points.</summary>
    public static FaceTask LandmarksCofw { get; } = Landmark("landmarks/cofw", "COFW", LandmarkSchema.Points29);

    /// <summary>AFLW-19, 19 points.</summary>
    public static FaceTask LandmarksAflw19 { get; } =
        Landmark("landmarks/aflw19", "AFLW-19", LandmarkSchema.Points19, FaceFraming.WideLandmarkBox);

    /// <summary>CelebAMask-HQ, 19 classes.</summary>
    public static FaceTask ParsingCelebAMaskHq { get; } =
        Parse("parsing/celebamask-hq", "CelebAMask-HQ", ParsingSchema.CelebAMaskHq, FaceFraming.CelebAHq);

    /// <summary>LaPa, 11 classes.</summary>
    public static FaceTask ParsingLaPa { get; } = Parse("parsing/lapa", "LaPa", ParsingSchema.LaPa, FaceFraming.LaPa);

    /// <summary>MORPH II.</summary>
    public static FaceTask AgeMorph2 { get; } =
        FaceTask.Known("age/morph2", TaskFamily.Age, "MORPH II", Ages, FaceFraming.LooseArcFace);

    /// <summary>UTKFace.</summary>
    public static FaceTask AgeUtkFace { get; } =
        FaceTask.Known("age/utkface", TaskFamily.Age, "UTKFace", Ages, FaceFraming.LooseArcFace);

    /// <summary>AffectNet, seven classes.</summary>
    public static FaceTask ExpressionAffectNet { get; } =
        FaceTask.Known(
            "expression/affectnet", TaskFamily.Expression, "AffectNet", Expressions, FaceFraming.LooseArcFace);

    /// <summary>RAF-DB.</summary>
    public static FaceTask ExpressionRafDb { get; } =
        FaceTask.Known("expression/raf-db", TaskFamily.Expression, "RAF-DB", Expressions, FaceFraming.LooseArcFace);

    /// <summary>FERPlus.</summary>
    public static FaceTask ExpressionFerPlus { get; } =
        FaceTask.Known("expression/ferplus", TaskFamily.Expression, "FERPlus", Expressions, FaceFraming.LooseArcFace);

    /// <summary>CelebA, 40 attributes.</summary>
    public static FaceTask AttributesCelebA { get; } =
        FaceTask.Known("attributes/celeba", TaskFamily.Attributes, "CelebA", FaceAttributes.CelebA, FaceFraming.CelebA);

    /// <summary>LFW-73, 73 attributes; a transfer task.</summary>
    public static FaceTask AttributesLfw73 { get; } =
        FaceTask.Known("attributes/lfw-73", TaskFamily.Attributes, "LFW-73", FaceAttributes.Lfw73, FaceFraming.CelebA);

    /// <summary>MS1MV3.</summary>
    public static FaceTask IdentityMs1mV3 { get; } =
        FaceTask.Known("identity/ms1mv3", TaskFamily.Identity, "MS1MV3", [], FaceFraming.ArcFace);

    /// <summary>The seven tasks of Faceptor-Base.</summary>
    public static ImmutableArray<FaceTask> Base { get; } =
    [
        Landmarks300W, ParsingCelebAMaskHq, AgeMorph2, ExpressionAffectNet, ExpressionRafDb,
        AttributesCelebA, IdentityMs1mV3,
    ];

    /// <summary>The thirteen tasks of Faceptor-Full.</summary>
    public static ImmutableArray<FaceTask> Full { get; } =
    [
        Landmarks300W, LandmarksWflw, LandmarksCofw, LandmarksAflw19, ParsingCelebAMaskHq, ParsingLaPa, AgeMorph2,
        AgeUtkFace, ExpressionAffectNet, ExpressionRafDb, ExpressionFerPlus, AttributesCelebA, IdentityMs1mV3,
    ];

    /// <summary>Every known task.</summary>
    public static ImmutableArray<FaceTask> All { get; } = [.. Full, AttributesLfw73];

    /// <summary>Finds a known task by its id.</summary>
    /// <param name="id">For example <c>landmarks/300w</c>.</param>
    /// <exception cref="ArgumentException">No known task has this id; the message lists those that exist.</exception>
    public static FaceTask Get(string id) =>
        All.FirstOrDefault(task => task.Id == id)
        ?? throw new ArgumentException($"unknown task '{id}'; known tasks: {string.Join(", ", All)}.", nameof(id));

    /// <summary>The known task of an id; null for an id that anybody may take.</summary>
    internal static FaceTask? FindKnown(string id)
    {
        foreach (var task in All)
        {
            if (task.Id == id)
            {
                return task;
            }
        }

        return null;
    }

    private static FaceTask Landmark(
        string id, string datasetName, LandmarkSchema schema, FaceFraming? framing = null) =>
        FaceTask.Known(
            id,
            TaskFamily.Landmarks,
            datasetName,
            schema.PointNames,
            framing ?? FaceFraming.SquareLandmarkBox,
            schema);

    private static FaceTask Parse(string id, string datasetName, ParsingSchema schema, FaceFraming framing) =>
        FaceTask.Known(
            id,
            TaskFamily.Parsing,
            datasetName,
            [.. schema.Classes.Select(parsingClass => parsingClass.Name)],
            framing,
            parsing: schema);
}
