using System.Globalization;
using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Metrics;
using Faceptor.Imaging.Framing;
using Faceptor.Inference;

namespace Faceptor.Experiments.Analysis;

/// <summary>Scores analyses of whole images of the dense test splits, as users get them.</summary>
/// <remarks>
/// Landmarks: NME by the schema's first normaliser, with the box of the list and with one that is moved and enlarged as a
/// detector's may be. Parsing: mean foreground F1 at the size of the image, which is the face.
/// </remarks>
internal sealed class ModeScores : IDisposable
{
    private readonly List<(string Name, IFaceDataset Split, int Count, Func<FaceBox, FaceBox>? Move)> _sets = [];

    public ModeScores(string data, IEnumerable<FaceTask> tasks, int limit)
    {
        var registry = DatasetRegistry.Known;
        foreach (var task in registry.FindTasks(data).Where(
            task => task.IsDense && tasks.Contains(task) && registry.Get(task).EvaluationSplit is not null))
        {
            var split = registry.Open(task, data, registry.Get(task).EvaluationSplit!);
            var count = Math.Min(limit, split.Count);
            if (task.Landmarks is null)
            {
                _sets.Add(($"{task.DatasetName} F1 %", split, count, null));
                continue;
            }

            _sets.Add(($"{task.DatasetName} NME %", split, count, box => box));
            _sets.Add(($"{task.DatasetName} NME %, rough box", split, count, Rough));
        }
    }

    /// <summary>What is scored.</summary>
    public IEnumerable<string> Columns => _sets.Select(set => set.Name);

    /// <summary>The scores as text, in the order of <see cref="Columns"/>.</summary>
    public IReadOnlyList<string> Score(FaceAnalyzer analyzer, Action<long, long> report, CancellationToken cancellationToken)
    {
        var total = _sets.Sum(set => (long)set.Count);
        var done = 0L;
        var scores = new List<string>();
        foreach (var (_, split, count, move) in _sets)
        {
            var (nme, confusion) = (new Nme(), new ConfusionMatrix(split.Task.NumLabels));
            for (var index = 0; index < count; index++)
            {
                var sample = split.Read(index);
                if (sample.Label is LandmarkLabel label)
                {
                    var face = analyzer.Analyze(sample.Image, [move!(label.Box)], [split.Task], cancellationToken).Faces[0];
                    var points = face.Landmarks[0].Points.Select(point => new Vector2(point.X, point.Y)).ToArray();
                    nme.Add(points, label.Points.AsSpan(), NormDistance(split.Task, label));
                }
                else
                {
                    var map = analyzer.AnalyzeCropped(sample.Image, [split.Task], cancellationToken).Parsing[0].Map!;
                    confusion.Add(((ParsingLabel)sample.Label).Map.Classes, map.Classes);
                }

                report(++done, total);
            }

            var value = 100 * (move is null ? confusion.MeanForegroundF1 : nme.Value);
            scores.Add(value.ToString("0.00", CultureInfo.InvariantCulture));
        }

        return scores;
    }

    public void Dispose() => _sets.ForEach(set => (set.Split as IDisposable)?.Dispose());

    private static FaceBox Rough(FaceBox box)
    {
        var (width, height) = (box.Width, box.Height);
        return FaceBoxes.Square(new FaceBox(
            box.Top - (0.25f * height), box.Left - (0.05f * width), box.Bottom + (0.05f * height), box.Right + (0.15f * width)));
    }

    private static double NormDistance(FaceTask task, LandmarkLabel label)
    {
        if (task.Landmarks!.Normalizers is not [var normalizer, ..])
        {
            return Math.Sqrt(label.Box.Width * label.Box.Height);
        }

        return Vector2.Distance(Mean(normalizer.First), Mean(normalizer.Second));

        Vector2 Mean(IEnumerable<int> members)
        {
            Vector2[] points = [.. members.Select(member => label.Points[member])];
            return points.Aggregate(Vector2.Add) / points.Length;
        }
    }
}
