using System.Collections.Immutable;
using Faceptor.Imaging.Framing;
using Faceptor.Inference.Families;

namespace Faceptor.Inference;

/// <summary>Answers a plan's tasks about faces, all faces together step by step.</summary>
/// <param name="plan">What is asked.</param>
/// <param name="queue">The way to the engine.</param>
/// <param name="faces">The faces.</param>
/// <param name="cancellationToken">Stops between passes of the network.</param>
/// <remarks>
/// First the leading landmark task looks at the box that is known; then all landmark tasks look at the box around its
/// points, five of which align the face for the other tasks. Steps that nobody needs are left out.
/// </remarks>
internal sealed class AnalysisRun(
    AnalysisPlan plan, EngineQueue queue, ImmutableArray<FaceInProgress> faces, CancellationToken cancellationToken)
{
    /// <summary>Our choice: a box that was far off, as that of a whole image, needs a second one.</summary>
    private const int MaxFirstLooks = 2;

    private bool IsFast => plan.Mode == AnalysisMode.Fast;

    /// <summary>Computes the answers.</summary>
    /// <param name="learnedFrom">What the network learned from.</param>
    /// <returns>One prediction a face, in the same order.</returns>
    /// <exception cref="CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public ImmutableArray<FacePrediction> Predict(LearnedFrom learnedFrom)
    {
        LookFirst();
        LookAtLandmarks();
        foreach (var (face, answer) in Run(IsFast ? plan.OthersOfOwnFraming : plan.Others, faces))
        {
            face.Add(answer);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var predictions = new FacePrediction[faces.Length];
        Parallel.For(0, faces.Length, index => predictions[index] = faces[index].ToPrediction(learnedFrom));
        return [.. predictions];
    }

    /// <summary>What <see cref="Predict"/> shows to the network for the tasks asked, in exact mode.</summary>
    /// <returns>Face by face one input a task, landmarks first.</returns>
    public ImmutableArray<ModelInput> Prepare()
    {
        LookFirst();
        var inputs = faces.Select(face => plan.Landmarks.Select(task => face.Prepare(task).Input).ToArray()).ToArray();
        LookAtLandmarks();
        return
        [
            .. faces.Zip(inputs).SelectMany(
                pair => pair.Second.Concat(plan.Others.Select(task => pair.First.Prepare(task).Input))),
        ];
    }

    private void LookFirst()
    {
        if (plan.FirstLook is not { } leader)
        {
            return;
        }

        // Fast mode takes the box that a detector's points give as it is.
        ImmutableArray<FaceInProgress> unknown =
        [
            .. faces.Where(face => (plan.RefinesBox && !(IsFast && face.PointsAreKnown))
                || (plan.AlignsFaces && !face.PointsAreKnown)),
        ];
        for (var look = 0; look < MaxFirstLooks && !unknown.IsEmpty; look++)
        {
            var moved = new HashSet<FaceInProgress>();
            var places = unknown.Concat(unknown.Select(face => face.Alternative).OfType<FaceInProgress>());
            foreach (var (face, answer) in Run([leader], [.. places]))
            {
                if (face.TakeFirstLook(leader.Spec.Task.Landmarks!, answer))
                {
                    moved.Add(face);
                }
            }

            // Two places are two looks already.
            var undecided = unknown.Where(face => face.Alternative is not null).ToHashSet();
            unknown = [.. unknown.Where(face => moved.Contains(face) && !undecided.Contains(face))];
            foreach (var face in undecided)
            {
                face.Decide();
            }
        }
    }

    private void LookAtLandmarks()
    {
        var leader = plan.Leader?.Spec.Task;
        var answers = IsFast
            ? Run(plan.LandmarksOfOwnFraming, faces).Concat(Run(plan.SharedDense, faces, sharesCrop: true))
            : Run(plan.Landmarks, faces);
        foreach (var (face, answer) in answers)
        {
            face.Add(answer);
            if (answer.Output.Task.Equals(leader))
            {
                face.TakePoints(leader!.Landmarks!, answer);
            }
        }

        // Asked or not, the leader's second look is what aligned faces are made from; fast mode does with the first.
        if (!IsFast && plan.AlignsFaces && leader is not null && !plan.Tasks.Contains(leader))
        {
            foreach (var (face, answer) in Run([plan.Leader!], [.. faces.Where(face => !face.PointsAreKnown)]))
            {
                face.TakePoints(leader.Landmarks!, answer);
            }
        }
    }

    // Faces of a task stand together, so that an engine can answer them as one run; equal crops are one array.
    private List<(FaceInProgress Face, ModelAnswer Answer)> Run(
        ImmutableArray<Preprocessor> tasks, ImmutableArray<FaceInProgress> looked, bool sharesCrop = false)
    {
        if (tasks.IsEmpty || looked.IsEmpty)
        {
            return [];
        }

        cancellationToken.ThrowIfCancellationRequested();
        var crops = tasks.Select(task => CropKey.Of(task, sharesCrop)).Distinct().ToArray();
        var framed = new FramedInput[crops.Length, looked.Length];
        Parallel.For(0, framed.Length, place =>
        {
            var (crop, face) = (place / looked.Length, place % looked.Length);
            var maker = tasks.First(task => CropKey.Of(task, sharesCrop) == crops[crop]);
            framed[crop, face] = sharesCrop ? looked[face].PrepareShared(maker, plan.SharedBoxRatio) : looked[face].Prepare(maker);
        });
        var inputs = new List<ModelInput>(tasks.Length * looked.Length);
        var asked = new List<(FaceInProgress Face, FramedInput Framed)>(inputs.Capacity);
        foreach (var task in tasks)
        {
            var crop = Array.IndexOf(crops, CropKey.Of(task, sharesCrop));
            for (var face = 0; face < looked.Length; face++)
            {
                asked.Add((looked[face], framed[crop, face]));
                inputs.Add(framed[crop, face].Input with { Task = task.Spec.Task });
            }
        }

        var outputs = queue.Run(inputs, cancellationToken);
        return [.. asked.Zip(outputs, (place, output) => (place.Face, new ModelAnswer(output, place.Framed.Warp)))];
    }

    // Tasks of equal keys see the same pixels of a face.
    private readonly record struct CropKey(FaceFraming? Framing, int SidePx, ChannelNormalization Normalization)
    {
        public static CropKey Of(Preprocessor task, bool sharesCrop) =>
            new(sharesCrop ? null : task.Spec.Framing, task.Spec.SidePx, task.Spec.Normalization);
    }
}
