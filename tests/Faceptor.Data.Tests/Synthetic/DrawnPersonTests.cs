using Faceptor.Data.Synthetic;

namespace Faceptor.Data.Tests.Synthetic;

public sealed class DrawnPersonTests
{
    [Fact]
    public void Same_seed_and_number_give_the_same_person()
    {
        var first = DrawnPerson.Create(7, 3);
        DrawnPerson.Create(7, 4);

        Assert.Equal(first, DrawnPerson.Create(7, 3));
    }

    [Fact]
    public void Other_seeds_and_numbers_give_other_proportions()
    {
        var person = DrawnPerson.Create(7, 3);

        Assert.NotEqual(person.EyeSpacing, DrawnPerson.Create(7, 4).EyeSpacing);
        Assert.NotEqual(person.EyeSpacing, DrawnPerson.Create(8, 3).EyeSpacing);
    }

    [Fact]
    public void Properties_behind_attributes_leave_a_gap_around_their_threshold()
    {
        var people = Enumerable.Range(0, 500).Select(number => DrawnPerson.Create(1, number)).ToList();

        Assert.DoesNotContain(people, person => person.NoseWidth is > 0.2f and < 0.31f);
        Assert.DoesNotContain(people, person => person.EyeOpennessRatio is > 0.22f and < 0.56f);
        Assert.DoesNotContain(people, person => person.BrowThickness is > 0.06f and < 0.155f);
        Assert.DoesNotContain(people, person => person.BrowArch is > 0.03f and < 0.2f);
        Assert.DoesNotContain(people, person => person.LipFullness is > 0.085f and < 0.22f);
        Assert.DoesNotContain(people, person => person.FaceWidth is (> 0.91f and < 0.99f) or (> 1.05f and < 1.18f));
    }
}
