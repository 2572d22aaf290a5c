using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Models;

namespace Faceptor.Inference.Tests;

/// <summary>Only what is asked for is computed, and equal crops are one array.</summary>
public sealed class AnalysisWorkTests : IDisposable
{
    private const int DenseSidePx = 60; // TinyModels
    private const int OtherSidePx = 48;

    private static readonly FaceBox Box = new(20, 30, 100, 110);

    private static readonly ImmutableArray<Vector2> Points =
        [new(50, 50), new(75, 52), new(62, 65), new(52, 80), new(72, 80)];

    private readonly RecordingEngine _engine =
        new(new TorchEngine(TinyModels.Create([.. FaceTasks.All]), ownsModel: true));

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Age_with_five_points_is_one_small_pass()
    {
        var face = Analyze(new() { FivePoints = [Points] }, [FaceTasks.AgeMorph2]);

        var input = Assert.Single(Assert.Single(_engine.Runs));
        Assert.Equal((FaceTasks.AgeMorph2, OtherSidePx), (input.Task, input.SidePx));
        Assert.Equal(FaceTasks.AgeMorph2, Assert.Single(face.Ages).Task);
        Assert.Empty(face.Landmarks);
        Assert.Equal(Points, face.FivePoints);
    }

    [Fact]
    public void Age_with_a_box_needs_the_leading_landmarks_and_nothing_else_and_is_that_of_all_tasks()
    {
        var alone = Analyze(new() { Boxes = [Box] }, [FaceTasks.AgeMorph2]);

        Assert.Equal(
            [FaceTasks.Landmarks300W, FaceTasks.Landmarks300W, FaceTasks.AgeMorph2],
            _engine.Runs.Select(run => Assert.Single(run).Task));
        Assert.Empty(alone.Landmarks);
        var all = Analyze(new() { Boxes = [Box] }, null);
        Assert.Equal(all.FivePoints, alone.FivePoints);
        Assert.Equal(all.Ages.Single(age => age.Task.Equals(FaceTasks.AgeMorph2)).Years, alone.Ages[0].Years, 1e-4);
    }

    [Fact]
    public void In_the_first_look_the_leader_looks_alone()
    {
        Analyze(new() { Boxes = [Box] }, null);

        Assert.Equal([1, 4, 10], _engine.Runs.Select(run => run.Count));
        Assert.Equal(FaceTasks.Landmarks300W, _engine.Runs[0][0].Task);
    }

    [Fact]
    public void Tasks_that_see_the_same_crop_get_one_array()
    {
        Analyze(new() { Boxes = [Box] }, null);

        var views = _engine.Runs.Skip(1).SelectMany(run => run).SelectMany(input => input.Views).ToArray();
        var distinct = views.Distinct(ReferenceEqualityComparer.Instance).Cast<float[]>().ToArray();
        // Two landmark boxes, LaPa, CelebA-HQ; ArcFace twice (mirrored), its looser cut, CelebA.
        Assert.Equal(4, distinct.Count(view => view.Length == 3 * DenseSidePx * DenseSidePx));
        Assert.Equal(4, distinct.Count(view => view.Length == 3 * OtherSidePx * OtherSidePx));
        Assert.Equal(15, views.Length);
        Assert.DoesNotContain(
            distinct.Index(), first => distinct.Index().Any(
                second => second.Index > first.Index && second.Item.AsSpan().SequenceEqual(first.Item)));
    }

    [Fact]
    public void A_face_that_fills_its_image_or_lies_in_it_with_hair_is_looked_for_at_both_places()
    {
        using var analyzer = new FaceAnalyzer(_engine);
        var token = TestContext.Current.CancellationToken;

        var face = analyzer.AnalyzeCropped(TinyModels.Image(100, 100), [FaceTasks.Landmarks300W], token);

        Assert.Equal([2, 1], _engine.Runs.Select(run => run.Count));
        var places = new[] { new FaceBox(0, 0, 100, 100), new FaceBox(29.5f, 17.5f, 94.5f, 82.5f) }.Select(
            box => analyzer.Analyze(TinyModels.Image(100, 100), [box], [FaceTasks.Landmarks300W], token).Faces[0]);
        Assert.Contains(face.Landmarks[0].Points, places.Select(place => place.Landmarks[0].Points), new SamePoints());
    }

    [Fact]
    public void Fast_mode_shows_one_dense_crop_to_all_dense_tasks()
    {
        var face = Analyze(
            new() { FivePoints = [Points] }, null, new FaceAnalyzerOptions { Mode = AnalysisMode.Fast });

        Assert.Equal([6, 8], _engine.Runs.Select(run => run.Count));
        Assert.Single(_engine.Runs[0].Select(input => input.Views[0]).Distinct());
        Assert.Equal(4, face.Landmarks.Length);
        Assert.Equal(2, face.Parsing.Length);
    }

    [Fact]
    public void Fast_mode_finds_the_points_by_one_look_where_nobody_gave_them()
    {
        Analyze(new() { Boxes = [Box] }, null, new FaceAnalyzerOptions { Mode = AnalysisMode.Fast });

        Assert.Equal([1, 6, 8], _engine.Runs.Select(run => run.Count));
    }

    [Fact]
    public void The_first_look_may_be_smaller_where_the_network_takes_it()
    {
        Analyze(new() { Boxes = [Box] }, null, new FaceAnalyzerOptions { FirstLookSidePx = 36 });
        Analyze(new() { Boxes = [Box] }, null, new FaceAnalyzerOptions { FirstLookSidePx = 35 });

        Assert.Equal(36, _engine.Runs[0][0].SidePx);
        Assert.Equal(DenseSidePx, _engine.Runs[3][0].SidePx);
    }

    [Fact]
    public void Tasks_that_the_network_lacks_and_questions_without_a_task_are_refused()
    {
        var foreign = new FaceTask("attributes/own", TaskFamily.Attributes, "own", ["helmet"]);

        Assert.Contains(
            "got attributes/own",
            Assert.Throws<OptionsException>(() => Analyze(new() { Boxes = [Box] }, [foreign])).Message,
            StringComparison.Ordinal);
        Assert.Throws<OptionsException>(() => Analyze(new() { Boxes = [Box] }, []));
        Assert.Empty(_engine.Runs);
    }

    private FacePrediction Analyze(
        Place place, IEnumerable<FaceTask>? tasks, FaceAnalyzerOptions? options = null)
    {
        using var analyzer = new FaceAnalyzer(_engine, options: options);
        var (image, token) = (TinyModels.Image(140, 120), TestContext.Current.CancellationToken);
        return (place.Boxes is { } boxes
            ? analyzer.Analyze(image, boxes, tasks, token)
            : analyzer.Analyze(image, place.FivePoints!, tasks, token)).Faces.Single();
    }

    private sealed class SamePoints : IEqualityComparer<ImmutableArray<NamedPoint>>
    {
        public bool Equals(ImmutableArray<NamedPoint> first, ImmutableArray<NamedPoint> second) => first.SequenceEqual(second);

        public int GetHashCode(ImmutableArray<NamedPoint> points) => points.Length;
    }

    private sealed record Place
    {
        public FaceBox[]? Boxes { get; init; }

        public ImmutableArray<Vector2>[]? FivePoints { get; init; }
    }
}
