using Faceptor.Core.Heads.Naive;
using Faceptor.Core.Layers;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Heads.Naive;

public sealed class UperNetHeadTests
{
    /// <summary>
    /// One place makes all of UperNet's norms, so that several processes can be given ones that share statistics: no
    /// other code of the head constructs one.
    /// </summary>
    [Fact]
    public void All_norms_come_from_one_place()
    {
        var folder = Path.Combine(RepositoryPaths.Root, "src", "Faceptor.Core", "Heads", "Naive");
        var makers = Directory.GetFiles(folder, "*.cs")
            .Where(file => File.ReadAllText(file).Contains("BatchNorm2d(", StringComparison.Ordinal))
            .Select(Path.GetFileName);

        Assert.Equal(["UperNetSubnet.cs"], makers);
    }

    [Fact]
    public void The_pyramid_has_four_sizes_and_leaves_the_third_level_as_it_is()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var pyramid = new FeaturePyramid(5);
        var levels = Levels(2, new PatchGrid(3, 4), 5);

        var maps = pyramid.call(levels, new PatchGrid(3, 4));

        Assert.Equal<long[]>(
            [[2, 5, 12, 16], [2, 5, 6, 8], [2, 5, 3, 4], [2, 5, 1, 2]], maps.Select(map => map.shape));
        TensorAssert.Close(levels[2].transpose(1, 2).reshape(2, 5, 3, 4), maps[2], 0);
        TensorAssert.Close(
            levels[3].transpose(1, 2).reshape(2, 5, 3, 4)[.., .., ..2].unfold(2, 2, 2).unfold(3, 2, 2).amax([4, 5]),
            maps[3],
            0);
    }

    [Fact]
    public void The_context_sees_the_whole_map_and_a_plain_unit_its_neighbours()
    {
        using var scope = NewDisposeScope();
        using var context = new PooledContext(inputDim: 2, dim: 3);
        using var unit = new ConvNormRelu(inputDim: 2, outputDim: 3, kernelSize: 3);
        context.eval();
        unit.eval();
        Tensor GradientOfCorner(Func<Tensor, Tensor> forward)
        {
            var input = rand(1, 2, 9, 9).requires_grad_();
            forward(input)[0, .., 0, 0].sum().backward();
            return input.grad!.abs().sum(1)[0];
        }

        foreach (var batchNorm in new[] { context.state_dict(), unit.state_dict() })
        {
            using var quiet = no_grad();
            batchNorm.Where(pair => pair.Key.EndsWith("batch_norm.bias", StringComparison.Ordinal))
                .ToList()
                .ForEach(pair => pair.Value.fill_(3)); // keeps every ReLU open
        }

        Assert.True(GradientOfCorner(context.call)[8, 8].item<float>() > 0);
        Assert.Equal(0, GradientOfCorner(unit.call)[8, 8].item<float>());
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(3, 5)]
    [InlineData(2, 2)]
    public void Maps_are_four_times_the_grid_whether_it_halves_or_not(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var head = new UperNetHead([FaceTasks.LandmarksAflw19, FaceTasks.LandmarksCofw], inputDim: 5, dim: 6);
        head.eval();
        var grid = new PatchGrid(rows, columns);

        var maps = head.call(Levels(2, grid, 5), grid, FaceTasks.LandmarksCofw);

        Assert.Equal([2L, 29L, 4 * rows, 4 * columns], maps.shape);
    }

    /// <summary>A channel that drops out is missing in the whole map, so that every map is of one value.</summary>
    [Fact]
    public void Whole_channels_drop_out_in_training()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var head = new UperNetHead([FaceTasks.ParsingLaPa], inputDim: 5, dim: 40);
        var weights = head.state_dict();
        weights["subnet.fuse.batch_norm.weight"].zero_();
        weights["subnet.fuse.batch_norm.bias"].fill_(1); // every feature is 1
        var grid = new PatchGrid(2, 2);
        var levels = Levels(2, grid, 5);
        head.train();
        manual_seed(1);

        var first = head.call(levels, grid, FaceTasks.ParsingLaPa);
        var second = head.call(levels, grid, FaceTasks.ParsingLaPa);

        Assert.True((first - second).abs().max().item<float>() > 1e-3);
        TensorAssert.Close(first.mean([2, 3], keepdim: true).expand_as(first), first, 1e-5);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        using var head = new UperNetHead([FaceTasks.ParsingLaPa], inputDim: 5, dim: 6);
        var grid = new PatchGrid(2, 2);

        void Refuses(string message, Action act) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);

        Refuses("expected 4 levels, found 3", () => head.call(Levels(1, grid, 5)[..3], grid, FaceTasks.ParsingLaPa));
        Refuses(
            "expected at least 2 x 2 patches, found 1 x 2",
            () => head.call(Levels(1, new(1, 2), 5), new(1, 2), FaceTasks.ParsingLaPa));
        Refuses(
            "no output for task 'landmarks/cofw'; it has parsing/lapa",
            () => head.call(Levels(1, grid, 5), grid, FaceTasks.LandmarksCofw));
    }

    private static Tensor[] Levels(long numImages, PatchGrid grid, long dim) =>
        [.. Enumerable.Range(0, 4).Select(_ => randn(numImages, grid.NumPatches, dim))];
}
