using Faceptor.Core.Tasks;
using Faceptor.Data.Synthetic;

namespace Faceptor.Data.Tests.Synthetic;

public sealed class DrawnAttributesTests
{
    [Fact]
    public void Every_attribute_is_neither_rare_nor_the_rule()
    {
        var sampler = new DrawnFaceSampler { Ages = (12, 66) };
        var rows = Enumerable.Range(0, 1500)
            .Select(
                i => DrawnAttributes.Of(sampler.Sample(DrawnPerson.Create(1, i), DrawnRandom.For(1, "attributes", i))))
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
        parameters = parameters with { Person = parameters.Person with { HasBangs = true } };

        Assert.True(Has(parameters, "Bangs"));
        Assert.False(Has(parameters with { HasHat = true }, "Bangs"));
    }

    [Fact]
    public void Bald_heads_have_no_hair_colour()
    {
        var parameters = Sample() with { AgeYears = 70, HasHat = false };
        parameters = parameters with { Person = parameters.Person with { HairStyle = DrawnHairStyle.Bald } };

        Assert.True(Has(parameters, "Bald"));
        Assert.False(Has(parameters, "Gray_Hair"));
        Assert.False(Has(parameters, "Black_Hair"));
    }

    [Fact]
    public void Hair_that_a_hat_hides_has_no_colour_and_no_texture()
    {
        var parameters = Sample() with { AgeYears = 30, HasHat = true };
        var person = parameters.Person with
        {
            HairColour = DrawnHairColour.Black,
            HairTexture = DrawnHairTexture.Wavy,
            HairStyle = DrawnHairStyle.Short,
        };
        var shorn = parameters with { Person = person };
        var loose = parameters with { Person = person with { HairStyle = DrawnHairStyle.Long } };

        Assert.False(Has(shorn, "Black_Hair"));
        Assert.False(Has(shorn, "Wavy_Hair"));
        Assert.True(Has(loose, "Black_Hair"));
        Assert.True(Has(loose, "Wavy_Hair"));
    }

    [Fact]
    public void Ages_in_the_gap_are_never_drawn()
    {
        var sampler = new DrawnFaceSampler { Ages = (12, 66), AgeGap = (37, 44) };

        var ages = Enumerable.Range(0, 2000)
            .Select(i => sampler.Sample(DrawnPerson.Create(1, 0), DrawnRandom.For(1, "ages", i)).AgeYears)
            .ToHashSet();

        Assert.Equal([.. Enumerable.Range(12, 25), .. Enumerable.Range(44, 23)], ages.Order());
    }

    [Fact]
    public void Nobody_under_twenty_has_a_beard()
    {
        var parameters = Sample();
        parameters = parameters with { Person = parameters.Person with { Beard = DrawnBeard.Goatee } };

        Assert.True(Has(parameters with { AgeYears = 30 }, "Goatee"));
        Assert.False(Has(parameters with { AgeYears = 15 }, "Goatee"));
        Assert.True(Has(parameters with { AgeYears = 15 }, "No_Beard"));
    }

    private static DrawnFaceParameters Sample() =>
        new DrawnFaceSampler().Sample(DrawnPerson.Create(1, 0), DrawnRandom.For(1, "sample"));

    private static bool Has(DrawnFaceParameters parameters, string attribute) =>
        DrawnAttributes.Of(parameters)[FaceAttributes.CelebA.IndexOf(attribute)];
}
