namespace Faceptor.Synthetic.Tests;

public sealed class SyntheticAttributesTests
{
    [Fact]
    public void Every_attribute_is_neither_rare_nor_the_rule()
    {
        var sampler = new SyntheticFaceSampler { Ages = (12, 66) };
        var rows = Enumerable.Range(0, 1500)
            .Select(
                i => SyntheticAttributes.Of(sampler.Sample(SyntheticIdentity.Create(1, i), SyntheticRandom.For(1, "attributes", i))))
            .ToList();

        for (var i = 0; i < FaceAttributes.CelebA.Length; i++)
        {
            var share = rows.Count(row => row[i]) / (double)rows.Count;
            Assert.True(share is > 0.06 and < 0.8, $"{FaceAttributes.CelebA[i]} is true in {share:P0} of the faces");
        }
    }

    [Fact]
    public void Hat_hides_what_it_covers()
    {
        var parameters = Sample() with { HasHat = false };
        parameters = parameters with { Identity = parameters.Identity with { HasBangs = true } };

        Assert.True(Has(parameters, "Bangs"));
        Assert.False(Has(parameters with { HasHat = true }, "Bangs"));
    }

    [Fact]
    public void Bald_heads_have_no_hair_colour()
    {
        var parameters = Sample() with { AgeYears = 70, HasHat = false };
        parameters = parameters with { Identity = parameters.Identity with { HairStyle = SyntheticHairStyle.Bald } };

        Assert.True(Has(parameters, "Bald"));
        Assert.False(Has(parameters, "Gray_Hair"));
        Assert.False(Has(parameters, "Black_Hair"));
    }

    [Fact]
    public void Hair_that_a_hat_hides_has_no_colour_and_no_texture()
    {
        var parameters = Sample() with { AgeYears = 30, HasHat = true };
        var identity = parameters.Identity with
        {
            HairColour = SyntheticHairColour.Black,
            HairTexture = SyntheticHairTexture.Wavy,
            HairStyle = SyntheticHairStyle.Short,
        };
        var shorn = parameters with { Identity = identity };
        var loose = parameters with { Identity = identity with { HairStyle = SyntheticHairStyle.Long } };

        Assert.False(Has(shorn, "Black_Hair"));
        Assert.False(Has(shorn, "Wavy_Hair"));
        Assert.True(Has(loose, "Black_Hair"));
        Assert.True(Has(loose, "Wavy_Hair"));
    }

    [Fact]
    public void Ages_in_the_gap_are_never_drawn()
    {
        var sampler = new SyntheticFaceSampler { Ages = (12, 66), AgeGap = (37, 44) };

        var ages = Enumerable.Range(0, 2000)
            .Select(i => sampler.Sample(SyntheticIdentity.Create(1, 0), SyntheticRandom.For(1, "ages", i)).AgeYears)
            .ToHashSet();

        Assert.Equal([.. Enumerable.Range(12, 25), .. Enumerable.Range(44, 23)], ages.Order());
    }

    [Fact]
    public void Nobody_under_twenty_has_a_beard()
    {
        var parameters = Sample();
        parameters = parameters with { Identity = parameters.Identity with { Beard = SyntheticBeard.Goatee } };

        Assert.True(Has(parameters with { AgeYears = 30 }, "Goatee"));
        Assert.False(Has(parameters with { AgeYears = 15 }, "Goatee"));
        Assert.True(Has(parameters with { AgeYears = 15 }, "No_Beard"));
    }

    private static SyntheticFaceParameters Sample() =>
        new SyntheticFaceSampler().Sample(SyntheticIdentity.Create(1, 0), SyntheticRandom.For(1, "sample"));

    private static bool Has(SyntheticFaceParameters parameters, string attribute) =>
        SyntheticAttributes.Of(parameters)[FaceAttributes.CelebA.IndexOf(attribute)];
}
