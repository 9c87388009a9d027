from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0002_messages'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='above',
            field=models.CharField(blank=True, default='', max_length=30, verbose_name='rôle au-dessus'),
            preserve_default=False,
        ),
    ]
