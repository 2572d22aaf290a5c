using System.Collections.Immutable;
using Faceptor.Imaging.Framing;

namespace Faceptor.Inference;

/// <summary>What has to be computed to answer chosen tasks, and nothing besides.</summary>
internal sealed class AnalysisPlan
{
    private AnalysisPlan(IFaceEngine engine, FaceAnalyzerOptions options, ImmutableArray<FaceTask> tasks)
    {
        Mode = options.Mode;
        SharedBoxRatio = options.SharedBoxRatio;
        Tasks = tasks;
        ImmutableArray<Preprocessor> preprocessors = [.. tasks.Select(task => new Preprocessor(engine.InputOf(task)))];
        AlignsFaces = preprocessors.Any(preprocessor => preprocessor.Spec.Framing.Kind == FramingKind.Template);
        Landmarks = [.. preprocessors.Where(preprocessor => preprocessor.Spec.Framing.Kind == FramingKind.LandmarkBox)];
        Others = [.. preprocessors.Where(preprocessor => preprocessor.Spec.Framing.Kind != FramingKind.LandmarkBox)];
        RefinesBox = Landmarks.Any(preprocessor => preprocessor.Spec.Framing.RefinesBox);
        ImmutableArray<Preprocessor> shared = options.Mode == AnalysisMode.Exact
            ? []
            : [.. preprocessors.Where(preprocessor => preprocessor.Spec.Task.IsDense && IsOfPaper(preprocessor.Spec.Framing))];
        LandmarksOfOwnFraming = [.. Landmarks.Except(shared)];
        OthersOfOwnFraming = [.. Others.Except(shared)];
        SharedDense = [.. shared.Select(full => Smaller(full, options.SharedSideRatio))];

        // Points of a custom task may be anywhere; those of a known one lead to the face. One that is asked comes first.
        var leading = tasks.Concat(engine.Tasks).FirstOrDefault(
            task => task.Landmarks is { } schema && FivePoints.AreIn(schema)
                && engine.InputOf(task).Framing.Kind == FramingKind.LandmarkBox);
        if (leading is not null)
        {
            Leader = new Preprocessor(engine.InputOf(leading));
            FirstLook = AtSide(Leader, options.FirstLookSidePx);
        }
    }

    /// <summary>How many passes over a face its answers are worth.</summary>
    public AnalysisMode Mode { get; }

    /// <summary>The tasks that are answered.</summary>
    public ImmutableArray<FaceTask> Tasks { get; }

    /// <summary>The tasks that look at a face's box: landmarks.</summary>
    public ImmutableArray<Preprocessor> Landmarks { get; }

    /// <summary>The other tasks.</summary>
    public ImmutableArray<Preprocessor> Others { get; }

    /// <summary>
    /// Dense tasks of the paper, which fast mode shows one aligned crop for all, at a smaller side where the network takes
    /// it; empty in exact mode.
    /// </summary>
    public ImmutableArray<Preprocessor> SharedDense { get; }

    /// <summary>The landmark box's share of that crop.</summary>
    public float SharedBoxRatio { get; }

    /// <summary>The other tasks of <see cref="Landmarks"/>.</summary>
    public ImmutableArray<Preprocessor> LandmarksOfOwnFraming { get; }

    /// <summary>The other tasks of <see cref="Others"/>.</summary>
    public ImmutableArray<Preprocessor> OthersOfOwnFraming { get; }

    /// <summary>Whether a task sees aligned faces, which takes five points of the face.</summary>
    public bool AlignsFaces { get; }

    /// <summary>Whether a landmark task sees the box that belongs to the landmarks, which has to be found.</summary>
    public bool RefinesBox { get; }

    /// <summary>The landmark task whose points lead to the face, asked or not; null where the network has none.</summary>
    public Preprocessor? Leader { get; }

    /// <summary>The same for the first look, which may be at a smaller side; null where the network has none.</summary>
    public Preprocessor? FirstLook { get; }

    /// <summary>Plans the answers to tasks.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="options">Side of the first look.</param>
    /// <param name="tasks">The tasks; null for all that the engine has.</param>
    /// <exception cref="OptionsException">The engine does not hold a task, or none is asked.</exception>
    public static AnalysisPlan Of(IFaceEngine engine, FaceAnalyzerOptions options, IEnumerable<FaceTask>? tasks)
    {
        if (tasks is null)
        {
            return new AnalysisPlan(engine, options, engine.Tasks);
        }

        FaceTask[] asked = [.. tasks.Distinct()];
        if (asked.Length == 0)
        {
            throw new OptionsException(
                "tasks", $"expected at least one task, got none; the network holds {string.Join(", ", engine.Tasks)}.");
        }

        if (asked.FirstOrDefault(task => !engine.Tasks.Contains(task)) is { } foreign)
        {
            throw new OptionsException(
                "tasks",
                $"expected tasks that the network holds, got {foreign}; take some of {string.Join(", ", engine.Tasks)}.");
        }

        // In the engine's order, whatever that of the question.
        return new AnalysisPlan(engine, options, [.. engine.Tasks.Where(asked.Contains)]);
    }

    // Where a custom task looks is what its lists say.
    private static bool IsOfPaper(FaceFraming framing) => framing.RefinesBox || framing.Kind == FramingKind.Template;

    private static Preprocessor Smaller(Preprocessor full, double sideRatio)
    {
        var spec = full.Spec;
        return spec.SideStepPx == 0 ? full
            : AtSide(full, (int)Math.Ceiling(sideRatio * spec.SidePx / spec.SideStepPx) * spec.SideStepPx);
    }

    private static Preprocessor AtSide(Preprocessor full, int sidePx)
    {
        var spec = full.Spec;
        return sidePx > 0 && sidePx < spec.SidePx && spec.SideStepPx > 0 && sidePx % spec.SideStepPx == 0
            ? new Preprocessor(spec with { SidePx = sidePx })
            : full;
    }
}
