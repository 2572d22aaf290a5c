namespace Faceptor.Synthetic.Tests;

public sealed class SyntheticIdentityTests
{
    [Fact]
    public void Same_seed_and_number_give_the_same_person()
    {
        var first = SyntheticIdentity.Create(7, 3);
        SyntheticIdentity.Create(7, 4);

        Assert.Equal(first, SyntheticIdentity.Create(7, 3));
    }

    [Fact]
    public void Other_seeds_and_numbers_give_other_proportions()
    {
        var identity = SyntheticIdentity.Create(7, 3);

        Assert.NotEqual(identity.EyeSpacing, SyntheticIdentity.Create(7, 4).EyeSpacing);
        Assert.NotEqual(identity.EyeSpacing, SyntheticIdentity.Create(8, 3).EyeSpacing);
    }

    [Fact]
    public void Properties_behind_attributes_leave_a_gap_around_their_threshold()
    {
        var people = Enumerable.Range(0, 500).Select(number => SyntheticIdentity.Create(1, number)).ToList();

        Assert.DoesNotContain(people, identity => identity.NoseWidth is > 0.2f and < 0.31f);
        Assert.DoesNotContain(people, identity => identity.EyeOpennessRatio is > 0.22f and < 0.56f);
        Assert.DoesNotContain(people, identity => identity.BrowThickness is > 0.06f and < 0.155f);
        Assert.DoesNotContain(people, identity => identity.BrowArch is > 0.03f and < 0.2f);
        Assert.DoesNotContain(people, identity => identity.LipFullness is > 0.085f and < 0.22f);
        Assert.DoesNotContain(people, identity => identity.FaceWidth is (> 0.91f and < 0.99f) or (> 1.05f and < 1.18f));
    }
}
