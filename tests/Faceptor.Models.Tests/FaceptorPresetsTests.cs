using Faceptor.Core.Layers;

namespace Faceptor.Models.Tests;

public sealed class FaceptorPresetsTests
{
    /// <summary>
    /// Exact counts; in millions they round to the released code's 86.829, 14.66, 0.525, 0.197 + 0.000257 + 0.987,
    /// 103.2.
    /// </summary>
    [Fact]
    public void Base_has_the_released_parameter_counts()
    {
        using var model = FaceptorModelFactory.CreateFaceptor(FaceptorPresets.Base);

        var counts = model.CountParameters();

        Assert.Equal(86_828_544, counts["encoder"]);
        Assert.Equal(14_661_376, counts["decoder"]);
        Assert.Equal(525_312, counts["pixel_decoder"]);
        Assert.Equal(197_376, counts["map_head"]);
        Assert.Equal(257, counts["value_head"]);
        Assert.Equal(987_136, counts["identity_head"]);
        Assert.Equal(103_200_001, counts.Values.Sum());
    }

    /// <summary>Only the queries differ from Base: 507 instead of 242, 14.797 million in the decoder.</summary>
    [Fact]
    public void Full_has_the_released_parameter_counts()
    {
        using var model = FaceptorModelFactory.CreateFaceptor(FaceptorPresets.Full);

        var counts = model.CountParameters();

        Assert.Equal(507, model.Tasks.Sum(task => task.NumLabels));
        Assert.Equal(14_797_056, counts["decoder"]);
        Assert.Equal(86_828_544, counts["encoder"]);
    }

    /// <summary>In millions 178.911; attribute subnets 4.11 to 4.15, dense ones 39.35 and 39.37.</summary>
    [Fact]
    public void Naive_has_the_released_parameter_counts()
    {
        using var model = FaceptorModelFactory.CreateNaive(FaceptorPresets.Naive);

        var counts = model.CountParameters();

        Assert.Equal(86_828_544, counts["encoder"]);
        Assert.Equal(4_150_405, counts["age_head"]);
        Assert.Equal(4_105_774, counts["expression_head"]);
        Assert.Equal(4_119_112, counts["attributes_head"]);
        Assert.Equal(39_372_612, counts["landmarks_head"]);
        Assert.Equal(39_347_475, counts["parsing_head"]);
        Assert.Equal(987_136, counts["identity_head"]);
        Assert.Equal(178_911_058, counts.Values.Sum());
    }

    [Fact]
    public void Presets_are_valid()
    {
        FaceptorPresets.Base.Validate();
        FaceptorPresets.Full.Validate();
        FaceptorPresets.Small.Validate();
        FaceptorPresets.Naive.Validate();
        FaceptorPresets.SmallNaive.Validate();

        Assert.Equal(FaceptorPresets.Base.Tasks, FaceptorPresets.Small.Tasks);
    }

    [Fact]
    public void Networks_of_the_paper_drop_token_positions_and_small_ones_images()
    {
        Assert.All(
            [FaceptorPresets.Base, FaceptorPresets.Full, FaceptorPresets.Naive],
            options => Assert.Equal(DropPathMode.TokenPositions, options.DropPathMode));
        Assert.All(
            [FaceptorPresets.Small, FaceptorPresets.SmallNaive],
            options => Assert.Equal(DropPathMode.Samples, options.DropPathMode));
    }
}
