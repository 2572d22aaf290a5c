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
